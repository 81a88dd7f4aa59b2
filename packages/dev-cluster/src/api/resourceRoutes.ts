import type { IncomingMessage, ServerResponse } from 'http';
import { review } from '../access/reviews';
import { isRecord } from '../objects';
import type { DeleteOptions, User, WriteOptions } from '../registry/options';
import { patchObject } from '../registry/patch';
import { inVersion, type Place } from '../registry/registry';
import { mediaType, readBody } from './body';
import type { ApiParts } from './handler';
import { listPage } from './list';
import { representation, shapeList, shapeObject } from './representation';
import type { RequestInfo } from './requestInfo';
import { addWarnings, sendJson } from './respond';
import {
  badRequest,
  methodNotAllowed,
  noSuchPath,
  StatusError,
} from './status';
import { subresource } from './subresources';
import { Watch } from './watch';

// These kinds answer DELETE with the object, all others with a Status.
const answerDeleted = new Set([
  'Pod',
  'Service',
  'ServiceAccount',
  'Namespace',
]);

function defaultManager(request: IncomingMessage): string {
  const agent = request.headers['user-agent'] ?? 'unknown';
  return agent.split('/')[0].slice(0, 128) || 'unknown';
}

function isDryRun(values: string[]): boolean {
  const wrong = values.find(value => value !== 'All');
  if (wrong !== undefined) {
    throw new StatusError(
      422,
      'Invalid',
      `dryRun: Unsupported value: ${JSON.stringify(
        wrong,
      )}: supported values: "All"`,
      {
        causes: [
          {
            reason: 'FieldValueNotSupported',
            message: `Unsupported value: ${JSON.stringify(
              wrong,
            )}: supported values: "All"`,
            field: 'dryRun',
          },
        ],
      },
    );
  }
  return values.length > 0;
}

/** Reads the query of a write request. */
export function writeOptions(
  info: RequestInfo,
  request: IncomingMessage,
): WriteOptions {
  const { query } = info;
  const validation = query.get('fieldValidation') || 'Warn';
  if (!['Strict', 'Warn', 'Ignore'].includes(validation)) {
    throw badRequest(
      `fieldValidation: Unsupported value: ${JSON.stringify(
        validation,
      )}: supported values: "Ignore", "Strict", "Warn"`,
    );
  }
  const isApply = mediaType(request).includes('apply-patch');
  return {
    fieldManager:
      query.get('fieldManager') || (isApply ? '' : defaultManager(request)),
    fieldValidation: validation as WriteOptions['fieldValidation'],
    dryRun: isDryRun(query.getAll('dryRun')),
    force: query.get('force') === 'true',
    subresource: info.subresource,
    warnings: [],
  };
}

function deleteOptions(info: RequestInfo, body: unknown): DeleteOptions {
  const given: Record<string, any> = isRecord(body) ? body : {};
  const policy =
    given.propagationPolicy ?? info.query.get('propagationPolicy') ?? undefined;
  if (policy && !['Background', 'Foreground', 'Orphan'].includes(policy)) {
    throw badRequest(
      `DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: ${JSON.stringify(
        policy,
      )}`,
    );
  }
  const orphan = given.orphanDependents === true ? 'Orphan' : undefined;
  return {
    dryRun: isDryRun([...(given.dryRun ?? []), ...info.query.getAll('dryRun')]),
    propagationPolicy: policy ?? orphan,
    preconditions: given.preconditions,
    gracePeriodSeconds: given.gracePeriodSeconds,
  };
}

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
    if (!type.verbs.includes(info.verb)) throw methodNotAllowed(type);
    if (info.verb === 'create' && !type.verbs.includes('get')) {
      const body = await readBody(request);
      const { rbac, tokens } = this.parts;
      const answer = await review(type.kind, body, user, { rbac, tokens });
      sendJson(response, 201, answer);
      return;
    }
    await this.verb(place, info, request, response);
  }

  private async verb(
    place: Place,
    info: RequestInfo,
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
        const options = writeOptions(info, request);
        const body = await readBody(request);
        answer(201, registry.create(place, body, options), options.warnings);
        return;
      }
      case 'update': {
        const options = writeOptions(info, request);
        const body = await readBody(request);
        const object = registry.update(place, name, body, options);
        answer(200, object, options.warnings);
        return;
      }
      case 'patch': {
        const options = writeOptions(info, request);
        const body = await readBody(request);
        const contentType = mediaType(request);
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

  private requireNamespace({ type, namespace }: Place) {
    if (type.namespaced && !namespace) throw methodNotAllowed(type);
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
