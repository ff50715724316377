// A real SMTP server for server/tests/hostile/mail.rs. What it shall be comes as JSON in the first argument; the first line of
// standard output is its port, and then every mail that it accepted is a line of JSON, parsed by somebody else's library.
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** @type {{ tls?: 'implicit' | 'starttls', key?: string, cert?: string, user?: string, password?: string, answers?: number[] }} */
const wanted = JSON.parse(process.argv[2] ?? '{}');
// What the first mails are answered once they are told; the rest is accepted.
const answers = [...(wanted.answers ?? [])];
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

const whole = async (stream) => {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const server = new SMTPServer({
  secure: wanted.tls === 'implicit',
  key: wanted.key,
  cert: wanted.cert,
  hideSTARTTLS: wanted.tls !== 'starttls',
  authOptional: wanted.user === undefined,
  allowInsecureAuth: wanted.tls === undefined,
  disabledCommands: wanted.user === undefined ? ['AUTH'] : [],
  disableReverseLookup: true,
  onAuth(auth, _session, done) {
    const right = auth.username === wanted.user && auth.password === wanted.password;
    done(right ? null : Object.assign(new Error('wrong user or password'), { responseCode: 535 }), right ? { user: auth.username } : undefined);
  },
  onData(stream, session, done) {
    whole(stream).then((bytes) => PostalMime.parse(bytes)).then((mail) => {
      const code = answers.shift();
      if (code !== undefined && code !== 250) {
        say({ refused: code, messageId: mail.messageId });
        done(Object.assign(new Error('not now'), { responseCode: code }));
        return;
      }
      say({
        messageId: mail.messageId,
        encrypted: session.secure,
        user: session.user ?? null,
        from: mail.from?.address,
        to: session.envelope.rcptTo.map((recipient) => recipient.address),
        subject: mail.subject,
        text: mail.text,
        html: mail.html ?? '',
        attachments: mail.attachments.map((file) => ({
          filename: file.filename,
          contentType: file.mimeType,
          sha256: createHash('sha256').update(new Uint8Array(file.content)).digest('hex'),
        })),
      });
      done();
    }, done);
  },
});
server.on('error', (cause) => process.stderr.write(`${cause.message}\n`));
server.listen(0, '127.0.0.1', () => say({ port: server.server.address().port }));
// Gone with whoever started it.
process.stdin.on('end', () => process.exit(0)).resume();
