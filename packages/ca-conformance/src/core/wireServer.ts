import { createServer, IncomingMessage, ServerResponse } from 'http';
import { AddressInfo } from 'net';
import { AnswerFault, FaultScript, isAnswerFault } from './FaultScript';

/** A call as it came over the wire. */
export interface WireRequest {
  method: string;
  url: URL;
  headers: Record<string, string | undefined>;
  body: Buffer;
}

/** What is answered. */
export interface WireAnswer {
  status: number;
  headers?: Record<string, string>;
  body: string | Buffer;
}

/** A service behind a port; it knows its protocol and nothing of sockets. */
export interface WireService {
  /** Name for the fault script and the list of calls. */
  operationOf(request: WireRequest): string;
  /**
   * @param distortion - what is to be wrong in the answer's certificate
   */
  answer(
    request: WireRequest,
    distortion: AnswerFault | undefined,
  ): Promise<WireAnswer>;
  /** The service's way to say that there were too many calls. */
  throttled(): WireAnswer;
  /** The service's way to say that it failed. */
  failed(status: number): WireAnswer;
}

/** One call that came in. */
export interface WireCall {
  operation: string;
  fault?: string;
  at: Date;
}

/** A port that answers. */
export interface WireServer {
  /** E.g. `http://127.0.0.1:4566`. */
  url: string;
  port: number;
  /** Every call, also those that a fault ended. */
  calls: WireCall[];
  /** How many calls of an operation there were. */
  countOf(operation: string): number;
  stop(): Promise<void>;
}

async function read(request: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  const headers: WireRequest['headers'] = {};
  for (const [name, value] of Object.entries(request.headers)) {
    headers[name] = Array.isArray(value) ? value.join(',') : value;
  }
  return {
    method: request.method ?? 'GET',
    url: new URL(request.url ?? '/', `http://${headers.host ?? 'localhost'}`),
    headers,
    body: Buffer.concat(chunks),
  };
}

function send(response: ServerResponse, answer: WireAnswer): void {
  response.writeHead(answer.status, answer.headers);
  response.end(answer.body);
}

/** Serves on loopback; what goes wrong stands in the fault script. */
export async function startWireServer(
  service: WireService,
  options: { faults?: FaultScript; port?: number } = {},
): Promise<WireServer> {
  const { faults = new FaultScript(), port = 0 } = options;
  const calls: WireCall[] = [];

  const handle = async (
    incoming: IncomingMessage,
    response: ServerResponse,
  ) => {
    const request = await read(incoming);
    const operation = service.operationOf(request);
    const fault = faults.take(operation);
    calls.push({ operation, fault: fault?.type, at: new Date() });
    switch (fault?.type) {
      case 'throttle':
        send(response, service.throttled());
        return;
      case 'server-error':
        send(response, service.failed(fault.status ?? 503));
        return;
      case 'reset-before':
        incoming.socket.resetAndDestroy();
        return;
      case 'reset-after':
        await service.answer(request, undefined);
        incoming.socket.resetAndDestroy();
        return;
      case 'slow':
        await new Promise(done => {
          setTimeout(done, fault.milliseconds);
        });
        send(response, await service.answer(request, undefined));
        return;
      default:
        send(
          response,
          await service.answer(
            request,
            fault && isAnswerFault(fault) ? fault : undefined,
          ),
        );
    }
  };

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch(error => {
      if (response.headersSent) {
        response.destroy();
      } else {
        send(response, {
          status: 500,
          headers: { 'content-type': 'text/plain' },
          body: `The conformance server itself failed: ${error.message}`,
        });
      }
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    calls,
    countOf: operation =>
      calls.filter(call => call.operation === operation).length,
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
