import { passkeyClient } from '@better-auth/passkey/client';
import { createAuthClient } from 'better-auth/client';
import { twoFactorClient } from 'better-auth/client/plugins';
import { recordOf } from './record.mjs';

/** A browser with cookies and an address of its own, which drives the library's own client and notes every answer. */
export class Browser {
  jar = new Map();

  constructor(server, address, records) {
    this.server = server;
    this.address = address;
    this.records = records;
    this.label = '';
    this.client = createAuthClient({
      baseURL: server.url,
      basePath: '/_auth',
      plugins: [twoFactorClient(), passkeyClient()],
      fetchOptions: { customFetchImpl: (url, init) => this.#send(String(url), init), retry: 0 },
    });
  }

  /** One call of the client: `does('sign in', (client) => client.signIn.email(…))`. Returns the client's own answer. */
  async does(label, call) {
    this.label = label;
    return call(this.client);
  }

  /** A request that the client would not make. `origin: null` leaves the header out. */
  async asks(label, method, path, { body, headers = {}, origin = this.server.url, cookies = true, type } = {}) {
    this.label = label;
    const init = { method, headers: new Headers(headers) };
    if (body !== undefined) {
      init.body = typeof body === 'string' ? body : JSON.stringify(body);
      init.headers.set('content-type', type ?? 'application/json');
    }
    return this.#send(`${this.server.url}/_auth${path}`, init, { origin, cookies });
  }

  /** Opens a link from a mail; redirects are noted and not followed. */
  async opens(label, link) {
    this.label = label;
    return this.#send(link, { method: 'GET', headers: new Headers() }, { origin: null });
  }

  /** The same cookies in another place: what a thief or a second tab holds. */
  remembers() {
    return new Map(this.jar);
  }

  async #send(url, init = {}, { origin = this.server.url, cookies = true } = {}) {
    const headers = new Headers(init.headers);
    headers.set('x-forwarded-for', this.address);
    headers.set('user-agent', 'Agreement/1.0');
    const method = init.method ?? 'GET';
    if (origin !== null && method !== 'GET' && !headers.has('origin')) headers.set('origin', origin);
    if (cookies && this.jar.size) headers.set('cookie', [...this.jar].map(([name, value]) => `${name}=${value}`).join('; '));
    const answer = await fetch(url, { ...init, headers, redirect: 'manual' });
    const text = await answer.clone().text();
    for (const line of answer.headers.getSetCookie()) this.#keep(line);
    this.records.push(recordOf(this.server, this.label, method, url, answer, text));
    return answer;
  }

  #keep(line) {
    const [pair, ...attributes] = line.split(';').map((part) => part.trim());
    const [name, ...value] = pair.split('=');
    const gone = attributes.some((attribute) => /^max-age=0$/i.test(attribute));
    if (gone) this.jar.delete(name);
    else this.jar.set(name, value.join('='));
  }
}
