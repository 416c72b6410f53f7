import { createServer as createPlainHttp2, createSecureServer, type SecureServerOptions } from 'node:http2';
import { createServer, type Server, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { createServer as createTlsServer } from 'node:tls';
import type { CheckLeaf } from './leaves';

const servers: Server[] = [];
const sockets = new Set<Socket>();

/** Stops every server of the test. */
export function stopServers(): void {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
}

/** A server by HTTP/2 and mutual TLS, as gRPC has it, and as sound as Ray's but for what is asked for. */
export function grpcOverTls(leaf: CheckLeaf, caCertificate: string, options: SecureServerOptions = {}): Server {
  const server = createSecureServer({
    key: leaf.privateKey,
    cert: leaf.certificate,
    ca: caCertificate,
    requestCert: true,
    rejectUnauthorized: true,
    ...options,
  });
  server.on('unknownProtocol', (socket) => socket.destroy());
  return quiet(server as unknown as Server);
}

/** One whose verification of clients is the test's own. */
export function grpcThatAccepts(leaf: CheckLeaf, caCertificate: string, accepts: (socket: TLSSocket) => boolean): Server {
  const server = grpcOverTls(leaf, caCertificate, { rejectUnauthorized: false });
  server.prependListener('secureConnection', (socket: TLSSocket) => {
    if (!accepts(socket)) socket.destroy();
  });
  return server;
}

/** A server by HTTP/2 without TLS. */
export function grpcInPlaintext(): Server {
  return quiet(createPlainHttp2() as unknown as Server);
}

/** A server that answers every request over HTTP/1.1 with this, and nothing else. */
export function http(status: string, contentType = 'text/plain', body = ''): Server {
  return quiet(createServer((socket) => answerHttp(socket, status, contentType, body)));
}

/** The same by TLS, to whoever comes. */
export function https(leaf: CheckLeaf, status: string): Server {
  const options = { key: leaf.privateKey, cert: leaf.certificate, ALPNProtocols: ['h2', 'http/1.1'] };
  return quiet(createTlsServer(options, (socket) => answerHttp(socket, status, 'text/plain', '')) as unknown as Server);
}

/** A server that takes connections and says nothing. */
export function mute(): Server {
  return quiet(createServer());
}

/** Has a server listen at an address, on a free port unless told which. */
export async function listen(server: Server, ip: string, port = 0): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, ip, resolve);
  });
  return (server.address() as { port: number }).port;
}

function answerHttp(socket: Socket, status: string, contentType: string, body: string): void {
  socket.on('error', () => undefined);
  socket.once('data', (data) => {
    const isHttp = data.toString('latin1').startsWith('GET ');
    socket.end(isHttp ? `HTTP/1.1 ${status}\r\nContent-Type: ${contentType}\r\nContent-Length: ${body.length}\r\n\r\n${body}` : '');
  });
}

/** Attackers hang up in every way there is. */
function quiet(server: Server): Server {
  servers.push(server);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  for (const event of ['tlsClientError', 'sessionError', 'clientError']) server.on(event, () => undefined);
  return server;
}
