import {
  MeshAuthStrategy,
  MeshClusterEndpoint,
} from '@meshport/backstage-plugin-mesh-node';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { IncomingMessage, ServerResponse } from 'http';
import { tmpdir } from 'os';
import { join } from 'path';
import { sendJson } from '../__testUtils__/PlainApiServer';
import { TlsApiServer } from '../__testUtils__/TlsApiServer';
import { AuthStrategies } from './AuthStrategies';
import { createCredentials } from './createCredentials';
import { HttpClusterConnection } from './HttpClusterConnection';

const ROTATIONS = 3;

describe('a token that expires', () => {
  let directory: string;
  let server: TlsApiServer;
  let valid: number;
  let refused: number;
  let accepted: number;
  let connection: HttpClusterConnection;
  let endWatches: () => void;
  let keepsWatches: boolean;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'meshport-test-'));
    valid = 1;
    refused = 0;
    accepted = 0;
    keepsWatches = true;
    const watches: ServerResponse[] = [];
    endWatches = () => watches.splice(0).forEach(each => each.end());
    server = await TlsApiServer.start(
      (request: IncomingMessage, response: ServerResponse) => {
        if (request.headers.authorization !== `Bearer token-${valid}`) {
          refused += 1;
          sendJson(response, { kind: 'Status', message: 'Unauthorized' }, 401);
        } else if (request.url!.includes('watch=true')) {
          watches.push(response);
          response.writeHead(200, { 'content-type': 'application/json' });
          response.write('{"type":"BOOKMARK","object":{"metadata":{}}}\n');
          if (!keepsWatches) {
            response.end();
          }
        } else {
          accepted += 1;
          sendJson(response, {});
        }
      },
    );
  });

  afterEach(async () => {
    await connection.close();
    await server.close();
    rmSync(directory, { recursive: true });
  });

  function connect(
    credentials: Partial<MeshClusterEndpoint>,
    strategy?: MeshAuthStrategy,
  ) {
    const strategies = new AuthStrategies();
    if (strategy) {
      strategies.addStrategy('own', strategy);
    }
    const details = {
      name: 'east',
      endpoint: { server: server.url, caData: server.caData, ...credentials },
    };
    connection = new HttpClusterConnection(
      details,
      createCredentials(details, { strategies }),
    );
  }

  /**
   * Asks without a break, ten at once, while the token ends again and again;
   * rejects when any of these requests or watches fails.
   */
  async function askThroughRotations(rotate: (to: number) => void) {
    let isOver = false;
    let answers = 0;
    const askers = Array.from({ length: 10 }, async () => {
      while (!isOver) {
        await connection.request({ path: '/api/v1/pods' });
        answers += 1;
      }
    });
    const watcher = (async () => {
      while (!isOver) {
        for await (const _ of connection.watch({ path: '/api/v1/pods' })) {
          // Only that it opens again matters.
        }
      }
    })();
    const accept = async () => {
      accepted = 0;
      while (accepted === 0) {
        await new Promise(done => setTimeout(done, 5));
      }
      // A burst of refusals renews once a second.
      await new Promise(done => setTimeout(done, 1050));
    };
    await accept();
    for (let next = 2; next <= ROTATIONS + 1; next++) {
      rotate(next);
      valid = next;
      endWatches();
      await accept();
    }
    isOver = true;
    keepsWatches = false;
    endWatches();
    await Promise.all([...askers, watcher]);
    return answers;
  }

  it('in a file is read anew without a request that fails', async () => {
    const tokenFile = join(directory, 'token');
    const write = (number: number) =>
      writeFileSync(tokenFile, `token-${number}\n`);
    write(1);
    connect({ tokenFile });
    expect(await askThroughRotations(write)).toBeGreaterThan(100);
    // Each end was noticed, by nobody but the transport.
    expect(refused).toBeGreaterThanOrEqual(ROTATIONS);
  }, 45_000);

  it('of a strategy is fetched anew, once each time, without a request that fails', async () => {
    let current = 1;
    let asked = 0;
    connect(
      { authStrategy: 'own' },
      {
        getCredential: async () => {
          asked += 1;
          const token = `token-${current}`;
          await new Promise(done => setTimeout(done, 50));
          return { type: 'bearer token', token };
        },
      },
    );
    await askThroughRotations(next => (current = next));
    expect(refused).toBeGreaterThanOrEqual(ROTATIONS);
    expect(asked).toBe(ROTATIONS + 1);
  }, 45_000);
});
