import { ServerResponse, type IncomingMessage } from 'http';
import type { Socket } from 'net';
import type { Duplex } from 'stream';
import { requireAccess } from '../access/authorizer';
import { impersonated } from '../access/impersonation';
import type { Rbac } from '../access/rbac';
import type { Tokens } from '../access/tokens';
import type { Faults } from '../faults';
import type { ResourceTypes } from '../kinds/resourceTypes';
import type { KubeObject } from '../objects';
import type { User } from '../registry/options';
import type { Registry } from '../registry/registry';
import { nonResource } from './nonResource';
import type { OpenApi } from './openapi';
import { forwardPort, speaksPortForward, type PodPort } from './portForward';
import { requestInfo, type RequestInfo } from './requestInfo';
import { ResourceRoutes } from './resourceRoutes';
import { sendError, sendNotFound } from './respond';
import { badRequest, forbidden, noSuchPath, StatusError } from './status';
import type { Watch } from './watch';

/** What the API of one cluster is made of. */
export interface ApiParts {
  types: ResourceTypes;
  registry: Registry;
  rbac: Rbac;
  tokens: Tokens;
  faults: Faults;
  openApi: OpenApi;
  /** Open watches; a watch removes itself when it ends. */
  watches: Set<Watch>;
  /** Called with each request as it comes in. */
  onRequest(request: { method: string; path: string }): void;
  /** `host:port`, as discovery names it. */
  address(): string;
  /** What listens on a port of a pod; undefined where nothing does. */
  podPort(pod: KubeObject, port: number): PodPort | undefined;
}

const anonymous: User = {
  name: 'system:anonymous',
  groups: ['system:unauthenticated'],
};

const unauthorized = () => new StatusError(401, 'Unauthorized', 'Unauthorized');

/** Takes a request through faults, authentication, authorisation and routes. */
export class ApiHandler {
  private readonly routes: ResourceRoutes;

  constructor(private readonly parts: ApiParts) {
    this.routes = new ResourceRoutes(parts);
  }

  async handle(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { method = 'GET', url = '/' } = request;
    this.parts.onRequest({ method, path: url });
    try {
      await this.parts.faults.beforeRequest();
      const info = requestInfo(method, url);
      const user = await this.user(request);
      this.authorize(user, info);
      const isServed =
        !info.isResource || this.parts.types.hasVersion(info.groupVersion);
      if (!isServed) sendNotFound(response);
      else if (info.isResource) {
        await this.routes.handle(info, user, request, response);
      } else {
        await nonResource(this.parts, info, response);
      }
    } catch (error) {
      sendError(response, error);
    }
  }

  /** Takes a request for a WebSocket: a port of a pod is forwarded, nothing else. */
  async upgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
  ): Promise<void> {
    const { method = 'GET', url = '/' } = request;
    this.parts.onRequest({ method, path: url });
    try {
      await this.parts.faults.beforeRequest();
      const info = requestInfo(method, url);
      const user = await this.user(request);
      this.authorize(user, info);
      // Since Kubernetes 1.35 a WebSocket needs the right of a POST as well.
      this.authorize(user, { ...info, verb: 'create' });
      const type = this.parts.types.atPath(info.groupVersion, info.resource);
      if (type?.kind !== 'Pod' || info.subresource !== 'portforward') {
        throw noSuchPath();
      }
      const ports = info.query.getAll('ports').map(Number);
      const [port] = ports;
      if (ports.length !== 1 || !(port > 0 && port < 65_536)) {
        throw badRequest('the dev cluster forwards exactly one port');
      }
      if (!speaksPortForward(request)) {
        throw badRequest('the dev cluster speaks only v4.channel.k8s.io');
      }
      const place = { type, namespace: info.namespace };
      const pod = this.parts.registry.get(place, info.name!);
      forwardPort(request, socket, head, port, this.parts.podPort(pod, port));
    } catch (error) {
      const response = new ServerResponse(request);
      response.shouldKeepAlive = false;
      response.assignSocket(socket as Socket);
      response.on('finish', () => socket.end());
      sendError(response, error);
    }
  }

  private async user(request: IncomingMessage): Promise<User> {
    const token = /^Bearer\s+(.+)$/i.exec(
      request.headers.authorization ?? '',
    )?.[1];
    const isExpired = token && this.parts.faults.active.expiredTokens;
    const user = token ? await this.parts.tokens.user(token) : anonymous;
    if (!user || isExpired) throw unauthorized();
    return impersonated(this.parts.rbac, user, request);
  }

  private authorize(user: User, info: RequestInfo) {
    if (!info.isResource) {
      requireAccess(this.parts.rbac, user, {
        verb: info.verb,
        path: info.path,
      });
      return;
    }
    const type = this.parts.types.atPath(info.groupVersion, info.resource);
    requireAccess(this.parts.rbac, user, {
      verb: info.verb,
      group: info.group,
      resource: info.resource,
      subresource: info.subresource,
      namespace: info.namespace,
      name: info.name,
    });
    if (!type) throw noSuchPath();
    if (this.parts.faults.refuses(type)) {
      throw forbidden(
        type,
        info.name,
        `User "${user.name}" cannot ${info.verb} resource "${info.resource}" in API group "${info.group}": refused by a fault switch`,
      );
    }
  }
}
