import http from 'node:http';
import https from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import { ClusterRefusal } from '@meshport/istio';

/** How requests are sent. */
export interface RequestSettings {
  /** Milliseconds; 0 for no end. */
  timeout: number;
  impersonate?: { user: string; uid: string; groups: string[] };
}

interface Answer {
  status: number;
  text: string;
}

function impersonation({ impersonate }: RequestSettings) {
  return impersonate
    ? {
        'Impersonate-User': impersonate.user,
        ...(impersonate.uid ? { 'Impersonate-Uid': impersonate.uid } : {}),
        ...(impersonate.groups.length > 0
          ? { 'Impersonate-Group': impersonate.groups }
          : {}),
      }
    : {};
}

/** A URL with a scheme: client-go takes TLS where the kubeconfig speaks of it. */
function urlOf(kubeconfig: KubeConfig): string {
  const { server, caData, caFile, skipTLSVerify } =
    kubeconfig.getCurrentCluster()!;
  const isSecure = caData || caFile || skipTLSVerify;
  return /^https?:\/\//i.test(server)
    ? server
    : `${isSecure ? 'https' : 'http'}://${server}`;
}

/** Requests to one API server, with the credentials of a kubeconfig. */
export class KubernetesRequests {
  readonly #url: string;

  constructor(
    private readonly kubeconfig: KubeConfig,
    private readonly settings: RequestSettings,
  ) {
    this.#url = urlOf(kubeconfig).replace(/\/$/, '');
  }

  /**
   * Sends one request.
   *
   * @throws ClusterRefusal with the API server's message, or an Error that names
   * the request and why nothing came back
   */
  async send(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<any> {
    const { status, text } = await this.answerTo(method, path, body);
    if (status >= 200 && status < 300) {
      return JSON.parse(text);
    }
    let said: { reason?: string; message?: string } = {};
    try {
      said = JSON.parse(text);
    } catch {
      // A proxy's page, of which nothing is told but the code.
    }
    throw new ClusterRefusal(
      said.reason ?? '',
      said.message ?? `${method} ${this.#url}${path}: the answer is ${status}`,
    );
  }

  private async answerTo(
    method: string,
    path: string,
    body?: object,
  ): Promise<Answer> {
    const url = new URL(`${this.#url}${path}`);
    const options: https.RequestOptions = {
      method,
      headers: {
        Accept: 'application/json',
        ...(body
          ? {
              'Content-Type':
                method === 'PATCH'
                  ? 'application/apply-patch+yaml'
                  : 'application/json',
            }
          : {}),
      },
    };
    await this.kubeconfig.applyToHTTPSOptions(options);
    Object.assign(options.headers!, impersonation(this.settings));
    if (this.settings.timeout > 0) {
      options.signal = AbortSignal.timeout(Math.ceil(this.settings.timeout));
    }
    const { request } = url.protocol === 'http:' ? http : https;
    return new Promise((resolve, reject) => {
      const failed = (error: Error & { code?: string }) =>
        reject(
          new Error(
            error.name === 'AbortError' || error.name === 'TimeoutError'
              ? `${method} ${url}: context deadline exceeded: no answer within ${this.settings.timeout} ms (--kubeclient-timeout)`
              : `${method} ${url}: ${error.message || error.code}`,
          ),
        );
      const sent = request(url, options, answer => {
        const parts: Buffer[] = [];
        answer.on('data', part => parts.push(part));
        answer.on('error', failed);
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            text: Buffer.concat(parts).toString('utf8'),
          }),
        );
      });
      sent.on('error', failed);
      sent.end(body && JSON.stringify(body));
    });
  }
}
