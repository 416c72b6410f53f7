import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverCertificate } from './server-certificate';

/** A request as it came in. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** What was sent, parsed where it is JSON. */
  readonly body: any;
}

/** What comes back for one request. */
export interface ApiAnswer {
  /** 200 by default. */
  readonly status?: number;
  /** An object is sent as JSON, a string as it is. */
  readonly body?: unknown;
  readonly headers?: { readonly [name: string]: string };
  /** How long the server keeps silent first. */
  readonly delayMs?: number;
  /** Sends the body byte by byte, with this long in between. */
  readonly trickleMs?: number;
  /** Breaks the connection after so many bytes of the body; 0 breaks it before any answer. */
  readonly cutAfter?: number;
}

/** One answer, or what makes it from the request. */
export type ApiHandler = ApiAnswer | ((request: ApiRequest) => ApiAnswer);

interface Route {
  readonly method: string;
  readonly path: string | RegExp;
  readonly handlers: ApiHandler[];
}

/** The `Status` object with which the Kubernetes API answers when there is no other object to show. */
export function apiStatus(code: number, reason: string, message: string): ApiAnswer {
  return {
    status: code,
    body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: code < 400 ? 'Success' : 'Failure', message, reason, code },
  };
}

/**
 * A real HTTPS server on this machine that answers as the Kubernetes API does, for the paths that a test configures; everything else is
 * `404 NotFound`. Programs under test must run beside it, not in a blocking call of the same process.
 */
export class FakeApiServer {
  /** Starts a server on a free port of 127.0.0.1; `tls: false` makes it speak plain HTTP. */
  public static async start({ tls = true } = {}): Promise<FakeApiServer> {
    const server = new FakeApiServer(tls);
    await new Promise<void>((resolve) => server.server.listen(0, server.host, resolve));
    server.port = (server.server.address() as AddressInfo).port;
    return server;
  }

  /** Every request so far, in order. */
  public readonly requests: ApiRequest[] = [];
  public readonly host = '127.0.0.1';
  public port = 0;
  /** The token that `podEnv` hands out. */
  public readonly token = 'fake-service-account-token';

  private readonly certificate = serverCertificate();
  private readonly server: Server;
  private readonly routes: Route[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly folders: string[] = [];

  private constructor(tls: boolean) {
    const listener = (request: IncomingMessage, response: ServerResponse) => this.receive(request, response);
    this.server = tls
      ? createHttpsServer({ cert: this.certificate.chain, key: this.certificate.privateKey }, listener)
      : createHttpServer(listener);
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    // A client that refuses the server's certificate hangs up half-way; that is the client's affair.
    this.server.on('tlsClientError', () => undefined);
  }

  /** The CA that the server's certificate verifies against. */
  public get caCertificate(): string {
    return this.certificate.ca;
  }

  /** Answers the first request to that path by the first handler, the second by the second, and further ones by the last. */
  public on(method: string, path: string | RegExp, ...handlers: [ApiHandler, ...ApiHandler[]]): this {
    this.routes.unshift({ method, path, handlers });
    return this;
  }

  /** The requests of one method. */
  public received(method: string): ApiRequest[] {
    return this.requests.filter((request) => request.method === method);
  }

  /** A folder with token, ca.crt and namespace, as a ServiceAccount's volume has them. */
  public credentials(namespace: string, overrides: { readonly token?: string; readonly 'ca.crt'?: string } = {}): string {
    const folder = mkdtempSync(join(tmpdir(), 'fake-api-server-'));
    this.folders.push(folder);
    const files = { token: this.token, 'ca.crt': this.caCertificate, namespace, ...overrides };
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    return folder;
  }

  /** The variables by which a pod finds its API server. */
  public get podEnv(): { KUBERNETES_SERVICE_HOST: string; KUBERNETES_SERVICE_PORT: string } {
    return { KUBERNETES_SERVICE_HOST: this.host, KUBERNETES_SERVICE_PORT: `${this.port}` };
  }

  /** Stops listening, breaks what is open, and removes the credentials. */
  public async stop(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    for (const socket of this.sockets) socket.destroy();
    for (const folder of this.folders) rmSync(folder, { recursive: true, force: true });
    if (this.server.listening) await new Promise((resolve) => this.server.close(resolve));
  }

  private receive(incoming: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    incoming.on('error', () => undefined);
    incoming.on('data', (chunk) => chunks.push(chunk));
    incoming.on('end', () => {
      const { pathname, searchParams } = new URL(incoming.url ?? '/', 'https://fake');
      const text = Buffer.concat(chunks).toString();
      const request = { method: incoming.method ?? '', path: pathname, query: searchParams, headers: incoming.headers, body: parsed(text) };
      this.requests.push(request);
      const answer = this.answerTo(request);
      this.later(answer.delayMs ?? 0, () => this.send(answer, response));
    });
  }

  private answerTo(request: ApiRequest): ApiAnswer {
    const { method, path } = request;
    const route = this.routes.find(
      (one) => one.method === method && (typeof one.path === 'string' ? one.path === path : one.path.test(path)),
    );
    if (route === undefined) return apiStatus(404, 'NotFound', `${path} not found`);
    const handler = route.handlers.length > 1 ? route.handlers.shift()! : route.handlers[0];
    return typeof handler === 'function' ? handler(request) : handler;
  }

  private send(answer: ApiAnswer, response: ServerResponse): void {
    const { status = 200, body = '', headers = {}, trickleMs, cutAfter } = answer;
    if (cutAfter === 0) {
      response.destroy();
      return;
    }
    const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': bytes.length, ...headers });
    if (cutAfter !== undefined) {
      response.write(bytes.subarray(0, cutAfter), () => response.destroy());
    } else if (trickleMs !== undefined) {
      this.trickle(bytes, trickleMs, response);
    } else {
      response.end(bytes);
    }
  }

  private trickle(bytes: Buffer, everyMs: number, response: ServerResponse): void {
    if (bytes.length === 0 || response.destroyed) {
      response.end();
      return;
    }
    response.write(bytes.subarray(0, 1));
    this.later(everyMs, () => this.trickle(bytes.subarray(1), everyMs, response));
  }

  private later(afterMs: number, action: () => void): void {
    if (afterMs === 0) {
      action();
      return;
    }
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      action();
    }, afterMs);
    this.timers.add(timer);
  }
}

function parsed(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
