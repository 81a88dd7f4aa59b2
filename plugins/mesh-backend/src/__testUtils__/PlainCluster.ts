import { mockServices } from '@backstage/backend-test-utils';
import { IncomingMessage, ServerResponse } from 'http';
import { HttpClusterConnection } from '../clusters';
import { ClusterInventory, InventoryTiming } from '../inventory';
import { WATCHED_KINDS } from '../inventory/kinds';
import { TEST_TIMING } from './devMesh';
import { PlainApiServer, sendJson } from './PlainApiServer';

/** A request as a test answers it; `false` for what a healthy, empty API server says. */
export type Answer = (
  path: string,
  query: URLSearchParams,
  response: ServerResponse,
) => boolean;

/** A healthy, empty API server, of which a test answers some requests itself, and its inventory. */
export class PlainCluster {
  readonly server: PlainApiServer;
  readonly inventory: ClusterInventory;
  readonly #connection: HttpClusterConnection;

  static async start(
    answer: Answer,
    timing: Partial<InventoryTiming> = {},
  ): Promise<PlainCluster> {
    const server = await PlainApiServer.start((request, response) => {
      const { pathname, searchParams } = new URL(`http://x${request.url}`);
      if (!answer(pathname, searchParams, response)) {
        answerHealthily(request, response);
      }
    });
    return new PlainCluster(server, timing);
  }

  private constructor(
    server: PlainApiServer,
    timing: Partial<InventoryTiming>,
  ) {
    this.server = server;
    this.#connection = new HttpClusterConnection({
      name: 'east',
      kubeconfig: { file: server.kubeconfigFile },
    });
    this.inventory = new ClusterInventory({
      connection: this.#connection,
      timing: { ...TEST_TIMING, pageSize: 500, ...timing },
      logger: mockServices.logger.mock({
        child: () => mockServices.logger.mock(),
      }),
    });
    this.inventory.start();
  }

  /** How often a path was asked for. */
  count(path: string, isWatch = false): number {
    return this.server.requests.filter(
      ({ url }) =>
        url.startsWith(`${path}?`) && url.includes('watch=true') === isWatch,
    ).length;
  }

  async stop(): Promise<void> {
    await this.inventory.stop();
    await this.#connection.close();
    await this.server.close();
  }
}

function answerHealthily(request: IncomingMessage, response: ServerResponse) {
  const { pathname, searchParams } = new URL(`http://x${request.url}`);
  const [, root, group, version, plural] = pathname.split('/');
  if (pathname === '/version') {
    sendJson(response, { gitVersion: 'v1.35.4' });
  } else if (searchParams.get('watch')) {
    openWatch(response);
  } else if (root === 'api' || plural) {
    sendJson(response, { metadata: { resourceVersion: '10' }, items: [] });
  } else if (version) {
    sendJson(response, {
      resources: WATCHED_KINDS.filter(kind => kind.group === group).map(
        kind => ({ name: kind.plural }),
      ),
    });
  } else {
    const versions = WATCHED_KINDS.filter(kind => kind.group === group).flatMap(
      kind => kind.versions,
    );
    sendJson(response, { versions: versions.map(name => ({ version: name })) });
  }
}

/** Accepts a watch. */
export function openWatch(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();
}

/** Sends one event of a watch. */
export function sendEvent(
  response: ServerResponse,
  type: string,
  object: object,
): void {
  response.write(`${JSON.stringify({ type, object })}\n`);
}

/** A Service as a list has it. */
export function serviceAt(
  name: string,
  resourceVersion: string,
  annotations?: Record<string, string>,
) {
  return {
    metadata: {
      name,
      namespace: 'shop',
      uid: `uid-${name}`,
      resourceVersion,
      annotations,
    },
    spec: {},
  };
}
