import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A device that holds a key: what it says is made by hand, so that both sides hear the very same. */
export class Device {
  id = randomBytes(16);
  counter = 0;
  pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  constructor(server) {
    this.origin = server.url;
    this.host = new URL(server.url).hostname;
  }

  #client(type, { challenge }) {
    return Buffer.from(JSON.stringify({ type, challenge, origin: this.origin, crossOrigin: false }));
  }

  #data(flags) {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    // Somebody is there, and has proved who they are.
    return Buffer.concat([createHash('sha256').update(this.host).digest(), Buffer.from([flags | 0b101]), counter]);
  }

  #said(response) {
    const id = this.id.toString('base64url');
    return { id, rawId: id, type: 'public-key', response, clientExtensionResults: {} };
  }

  /** A new key, without a maker's word for it. */
  create(options) {
    this.user = options.user.id;
    const { x, y } = this.pair.publicKey.export({ format: 'jwk' });
    const key = [Buffer.from('a5010203262001215820', 'hex'), Buffer.from(x, 'base64url'), Buffer.from('225820', 'hex'), Buffer.from(y, 'base64url')];
    const data = Buffer.concat([this.#data(0x40), Buffer.alloc(16), Buffer.from([0, this.id.length]), this.id, ...key]);
    const object = Buffer.concat([Buffer.from('\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58', 'latin1'), Buffer.from([data.length]), data]);
    const client = this.#client('webauthn.create', options);
    return this.#said({ attestationObject: object.toString('base64url'), clientDataJSON: client.toString('base64url'), transports: ['internal'] });
  }

  /** Its answer; it counts. */
  get(options) {
    this.counter++;
    const [data, client] = [this.#data(0), this.#client('webauthn.get', options)];
    const signature = sign('sha256', Buffer.concat([data, createHash('sha256').update(client).digest()]), this.pair.privateKey);
    const parts = { authenticatorData: data, clientDataJSON: client, signature };
    const coded = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.toString('base64url')]));
    return this.#said({ ...coded, userHandle: this.user });
  }
}
