import type { IncomingMessage, ServerResponse } from 'http';
import { review } from '../access/reviews';
import type { DeleteOptions, User, WriteOptions } from '../registry/options';
import { requireAccess } from '../access/authorizer';
import { preventEscalation } from '../access/escalation';
import { patchObject, patchTypes } from '../registry/patch';
import { inVersion, type Place } from '../registry/registry';
import { mediaType, readBody } from './body';
import type { ApiParts } from './handler';
import { listPage } from './list';
import { representation, shapeList, shapeObject } from './representation';
import type { RequestInfo } from './requestInfo';
import { addWarnings, sendJson } from './respond';
import { methodNotAllowed, noSuchPath } from './status';
import { subresource } from './subresources';
import { Watch } from './watch';
import { deleteOptions, writeOptions } from './writeOptions';

// These kinds answer DELETE with the object, all others with a Status.
const answerDeleted = new Set([
  'Pod',
  'Service',
  'ServiceAccount',
  'Namespace',
]);

// PUT creates these kinds where they are absent; all others answer 404.
const createdByUpdate = new Set([
  '/services',
  '/endpoints',
  '/events',
  'coordination.k8s.io/leases',
  'rbac.authorization.k8s.io/roles',
  'rbac.authorization.k8s.io/rolebindings',
  'rbac.authorization.k8s.io/clusterroles',
  'rbac.authorization.k8s.io/clusterrolebindings',
]);

/** Answers requests for resources. */
export class ResourceRoutes {
  constructor(private readonly parts: ApiParts) {}

  async handle(
    info: RequestInfo,
    user: User,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const type = this.parts.types.atPath(info.groupVersion, info.resource);
    if (!type) throw noSuchPath();
    const place: Place = {
      type,
      namespace: type.namespaced ? info.namespace : undefined,
    };
    if (!type.namespaced && info.namespace && info.resource !== 'namespaces') {
      throw noSuchPath();
    }
    if (info.subresource) {
      await subresource(this.parts, place, info, request, response);
      return;
    }
    const isMisplaced =
      (info.verb === 'create' && info.name !== undefined) ||
      (['update', 'patch'].includes(info.verb) && info.name === undefined);
    if (isMisplaced || !type.verbs.includes(info.verb)) {
      throw methodNotAllowed();
    }
    if (info.verb === 'create' && !type.verbs.includes('get')) {
      const body = await readBody(request);
      const { rbac, tokens } = this.parts;
      const answer = await review(type, body, user, { rbac, tokens });
      sendJson(response, 201, answer);
      return;
    }
    await this.verb(place, info, user, request, response);
  }

  private async verb(
    place: Place,
    info: RequestInfo,
    user: User,
    request: IncomingMessage,
    response: ServerResponse,
  ) {
    const { registry } = this.parts;
    const shape = representation(request.headers.accept);
    const name = info.name ?? '';
    const answer = (code: number, object: any, warnings: string[] = []) => {
      addWarnings(response, warnings);
      sendJson(response, code, shapeObject(shape, place.type, object));
    };
    switch (info.verb) {
      case 'get':
        answer(200, registry.get(place, name));
        return;
      case 'list': {
        const page = listPage(registry.store, place, info.query);
        const list = shapeList(shape, place.type, page.items, page.metadata);
        sendJson(response, 200, list);
        return;
      }
      case 'watch':
        this.watch(place, info, request, response);
        return;
      case 'create': {
        this.requireNamespace(place);
        const options = this.options(info, user, request);
        const body = await readBody(request, options);
        answer(201, registry.create(place, body, options), options.warnings);
        return;
      }
      case 'update': {
        const options = this.options(info, user, request);
        const body = await readBody(request, options);
        const isNew =
          createdByUpdate.has(place.type.key) && !registry.find(place, name);
        if (isNew) this.mayCreate(info, user);
        const object = isNew
          ? registry.create(place, body, options)
          : registry.update(place, name, body, options);
        answer(isNew ? 201 : 200, object, options.warnings);
        return;
      }
      case 'patch': {
        const options = this.options(info, user, request);
        const body = await readBody(request, options);
        const contentType = mediaType(request);
        const isApply = contentType === patchTypes.apply;
        if (isApply && !registry.find(place, name)) this.mayCreate(info, user);
        const { object, created } = patchObject(
          registry,
          place,
          name,
          contentType,
          body,
          options,
        );
        answer(created ? 201 : 200, object, options.warnings);
        return;
      }
      case 'delete':
        sendJson(
          response,
          200,
          this.delete(
            place,
            name,
            deleteOptions(info, await readBody(request)),
          ),
        );
        return;
      default:
        sendJson(
          response,
          200,
          this.deleteCollection(
            place,
            info,
            deleteOptions(info, await readBody(request)),
          ),
        );
    }
  }

  private options(
    info: RequestInfo,
    user: User,
    request: IncomingMessage,
  ): WriteOptions {
    const { rbac } = this.parts;
    return {
      ...writeOptions(info, request),
      admit: (type, object) => preventEscalation(rbac, user, type, object),
    };
  }

  /** A write that would create needs the right to create. */
  private mayCreate(info: RequestInfo, user: User) {
    const { group, resource, namespace, name } = info;
    requireAccess(this.parts.rbac, user, {
      verb: 'create',
      group,
      resource,
      namespace,
      name,
    });
  }

  private requireNamespace({ type, namespace }: Place) {
    if (type.namespaced && !namespace) throw methodNotAllowed();
  }

  private watch(
    place: Place,
    info: RequestInfo,
    request: IncomingMessage,
    response: ServerResponse,
  ) {
    const { registry, watches, faults } = this.parts;
    const isSilent = faults.active.halfOpen === true;
    const watch = new Watch(
      registry.store,
      {
        place,
        query: info.query,
        shape: representation(request.headers.accept),
      },
      response,
      ended => watches.delete(ended),
      isSilent,
    );
    watch.open();
    if (!watch.isEnded) watches.add(watch);
  }

  private delete(place: Place, name: string, options: DeleteOptions): unknown {
    const { type } = place;
    const { object, gone } = this.parts.registry.delete(place, name, options);
    if (!gone || (answerDeleted.has(type.kind) && !type.custom)) {
      return inVersion(type, object);
    }
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: {
        name,
        ...(type.group ? { group: type.group } : {}),
        kind: type.plural,
        uid: object.metadata.uid,
      },
    };
  }

  private deleteCollection(
    place: Place,
    info: RequestInfo,
    options: DeleteOptions,
  ): unknown {
    const { registry } = this.parts;
    this.requireNamespace(place);
    const page = listPage(registry.store, place, info.query);
    const items = page.items.map(
      object => registry.delete(place, object.metadata.name!, options).object,
    );
    return shapeList('object', place.type, items, {
      resourceVersion: String(registry.store.revision),
    });
  }
}
