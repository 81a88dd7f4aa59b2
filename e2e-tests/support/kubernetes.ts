import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { parse } from 'yaml';

/** Reads and changes objects of a cluster as its administrator, past the portal. */
export class Kubernetes {
  readonly #server: string;
  readonly #options: {
    ca: Buffer;
    cert?: Buffer;
    key?: Buffer;
    headers: Record<string, string>;
  };

  constructor(kubeconfig: string, context: string) {
    const config = parse(readFileSync(kubeconfig, 'utf8'));
    const named = (list: any[], name: string) =>
      list.find(entry => entry.name === name);
    const { cluster, user } = named(config.contexts, context).context;
    const to = named(config.clusters, cluster).cluster;
    const as = named(config.users, user).user;
    const decoded = (text?: string) =>
      text === undefined ? undefined : Buffer.from(text, 'base64');
    this.#server = to.server;
    this.#options = {
      ca: decoded(to['certificate-authority-data'])!,
      cert: decoded(as['client-certificate-data']),
      key: decoded(as['client-key-data']),
      headers: as.token ? { Authorization: `Bearer ${as.token}` } : {},
    };
  }

  /** Items of a list, e.g. `/apis/apps/v1/deployments`, that bear a label. */
  async list(path: string, labelSelector: string): Promise<any[]> {
    const query = new URLSearchParams({ labelSelector });
    return (await this.#call('GET', `${path}?${query}`)).items;
  }

  /** Deletes one object. */
  async delete(path: string): Promise<void> {
    await this.#call('DELETE', path);
  }

  /** Makes an object in a collection. */
  async create(path: string, object: object): Promise<void> {
    await this.#call('POST', path, object);
  }

  /** One object, e.g. `/api/v1/namespaces/shop/services/shop`. */
  get(path: string): Promise<any> {
    return this.#call('GET', path);
  }

  /** Changes fields of one object, or of its status, by a merge patch. */
  async patch(path: string, change: object): Promise<void> {
    await this.#call('PATCH', path, change, 'application/merge-patch+json');
  }

  #call(
    method: string,
    path: string,
    body?: object,
    type = 'application/json',
  ): Promise<any> {
    return new Promise((resolve, reject) => {
      const call = request(
        `${this.#server}${path}`,
        {
          ...this.#options,
          method,
          timeout: 10_000,
          headers: {
            ...this.#options.headers,
            ...(body ? { 'Content-Type': type } : {}),
          },
        },
        response => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', part => {
            text += part;
          });
          response.on('end', () =>
            (response.statusCode ?? 500) < 300
              ? resolve(JSON.parse(text))
              : reject(
                  new Error(
                    `${method} ${path}: ${response.statusCode} ${text}`,
                  ),
                ),
          );
        },
      );
      call.on('timeout', () => call.destroy(new Error(`${path}: no answer`)));
      call.on('error', reject);
      call.end(body && JSON.stringify(body));
    });
  }
}
