import { createServer, type Server, type ServerResponse } from 'node:http';

/**
 * Stands in for the public boards, so that a spec decides when and how a source answers.
 * A board named `held…` answers when it is told to, `dead…` with status 500, any other with one posting.
 */
export class Boards {
  private server: Server | undefined;
  private waiting = new Map<string, ServerResponse[]>();
  private free = new Set<string>();

  async start(port: number) {
    this.server = createServer((request, response) => {
      const name = /\/(?:boards|postings)\/([^/?]+)/.exec(request.url ?? '')?.[1] ?? '';
      if (name.startsWith('dead')) {
        response.writeHead(500).end();
      } else if (name.startsWith('held') && !this.free.has(name)) {
        this.waiting.set(name, [...(this.waiting.get(name) ?? []), response]);
      } else {
        answer(response, name);
      }
    });
    await new Promise<void>((ready) => this.server!.listen(port, '127.0.0.1', ready));
  }

  /** Whether the server is waiting for this board at the moment. */
  isAsked(name: string) {
    return (this.waiting.get(name) ?? []).some((response) => !response.destroyed);
  }

  /** Lets the board answer, now and from now on. */
  release(name: string) {
    this.free.add(name);
    for (const response of this.waiting.get(name) ?? []) answer(response, name);
    this.waiting.delete(name);
  }

  async stop() {
    for (const name of [...this.waiting.keys()]) this.release(name);
    this.server?.closeAllConnections();
    await new Promise((closed) => this.server?.close(closed));
  }
}

function answer(response: ServerResponse, name: string) {
  if (response.destroyed) return;
  const posting = {
    id: 4001,
    title: 'Backend Engineer, Ledger',
    absolute_url: `https://boards.greenhouse.io/${name}/jobs/4001`,
    company_name: 'Testbed Ledgers',
    location: { name: 'Berlin, Germany' },
    content: '&lt;p&gt;You build payment systems in Rust and PostgreSQL with a small team in Berlin.&lt;/p&gt;',
    first_published: new Date(Date.now() - 3 * 24 * 60 * 60 * 1000).toISOString(),
    language: 'en',
  };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ jobs: [posting], meta: { total: 1 } }));
}
