import type { IncomingMessage, ServerResponse } from 'http';
import type { TokenSpec } from '../access/tokens';
import { istiodVersion } from '../controllers/istiod';
import { clone, isRecord, timestamp, type KubeObject } from '../objects';
import { mergePatch, patchObject, patchTypes } from '../registry/patch';
import type { Place } from '../registry/registry';
import { mediaType, readBody } from './body';
import type { ApiParts } from './handler';
import type { RequestInfo } from './requestInfo';
import { writeOptions } from './writeOptions';
import { addWarnings, sendJson, sendText } from './respond';
import {
  badRequest,
  conflict,
  invalid,
  methodNotAllowed,
  noSuchPath,
  StatusError,
  unsupportedMediaType,
} from './status';

/** Ten minutes, the shortest life that a token may be asked for, in seconds. */
const shortestToken = 600;

function checkBound(parts: ApiParts, spec: TokenSpec, namespace: string) {
  const bound = spec.boundObjectRef;
  if (!bound) return;
  const type = parts.types.ofKind(bound.apiVersion ?? 'v1', bound.kind);
  if (!type || !['Pod', 'Secret', 'Node'].includes(bound.kind)) {
    throw badRequest(
      `cannot bind token for serviceaccount to object of type ${bound.apiVersion}, Kind=${bound.kind}`,
    );
  }
  const place = { type, namespace: type.namespaced ? namespace : undefined };
  const { metadata } = parts.registry.get(place, bound.name);
  if (bound.uid && bound.uid !== metadata.uid) {
    throw conflict(
      type,
      bound.name,
      `the UID in the bound object reference (${bound.uid}) does not match the UID in record. The object might have been deleted and then recreated`,
    );
  }
}

async function token(parts: ApiParts, account: KubeObject, body: unknown) {
  const spec: TokenSpec = (isRecord(body) && body.spec) || {};
  const seconds = spec.expirationSeconds ?? 3600;
  const fail = (message: string) =>
    invalid({ group: 'authentication.k8s.io', kind: 'TokenRequest' }, '', [
      {
        field: 'spec.expirationSeconds',
        reason: 'FieldValueInvalid',
        message: `Invalid value: ${seconds}: ${message}`,
      },
    ]);
  if (seconds < shortestToken) {
    throw fail('may not specify a duration less than 10 minutes');
  }
  if (seconds > 2 ** 32) {
    throw fail('may not specify a duration larger than 2^32 seconds');
  }
  const { name, namespace, uid } = account.metadata;
  checkBound(parts, spec, namespace!);
  const signed = await parts.tokens.sign(
    { name: name!, namespace: namespace!, uid: uid! },
    spec,
  );
  return {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, creationTimestamp: timestamp() },
    spec: {
      audiences: spec.audiences?.length
        ? spec.audiences
        : parts.tokens.audiences,
      expirationSeconds: seconds,
      boundObjectRef: spec.boundObjectRef ?? null,
    },
    status: {
      token: signed.token,
      expirationTimestamp: timestamp(signed.expires.getTime()),
    },
  };
}

function scaleOf({ metadata, spec, status: current }: KubeObject) {
  const selector = Object.entries(spec.selector?.matchLabels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: spec.replicas ?? 0 },
    status: { replicas: current?.replicas ?? 0, selector },
  };
}

async function scale(
  parts: ApiParts,
  place: Place,
  info: RequestInfo,
  request: IncomingMessage,
): Promise<unknown> {
  const { registry } = parts;
  const live = registry.get(place, info.name!);
  if (info.verb === 'get') return scaleOf(live);
  if (info.verb === 'patch' && mediaType(request) !== patchTypes.merge) {
    throw unsupportedMediaType(mediaType(request), [patchTypes.merge]);
  }
  const body = await readBody(request);
  const wanted: any =
    info.verb === 'patch' ? mergePatch(scaleOf(live), body) : body;
  const replicas = wanted?.spec?.replicas ?? 0;
  if (!Number.isInteger(replicas) || replicas < 0) {
    throw invalid({ group: 'autoscaling', kind: 'Scale' }, info.name!, [
      {
        field: 'spec.replicas',
        reason: 'FieldValueInvalid',
        message: `Invalid value: ${JSON.stringify(
          replicas,
        )}: must be greater than or equal to 0`,
      },
    ]);
  }
  const next = clone(live);
  next.spec.replicas = replicas;
  next.metadata.resourceVersion = wanted.metadata?.resourceVersion;
  const options = { ...writeOptions(info, request), subresource: undefined };
  return scaleOf(registry.replace(place, live, next, options));
}

function proxy(parts: ApiParts, place: Place, info: RequestInfo): string {
  const [name, port] = info.name!.split(':');
  const pod = parts.registry.get(place, name);
  if (port === '15014' && info.rest === 'version') {
    const version = istiodVersion(pod);
    if (version) return version;
  }
  throw new StatusError(
    503,
    'ServiceUnavailable',
    `error trying to reach service: simulated pod ${name} answers only istiod's :15014/version`,
  );
}

async function status(
  parts: ApiParts,
  place: Place,
  info: RequestInfo,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const { registry } = parts;
  const name = info.name!;
  const options = writeOptions(info, request);
  let object: KubeObject;
  if (info.verb === 'get') object = registry.get(place, name);
  else if (info.verb === 'update') {
    object = registry.update(place, name, await readBody(request), options);
  } else if (info.verb === 'patch') {
    ({ object } = patchObject(
      registry,
      place,
      name,
      mediaType(request),
      await readBody(request),
      options,
    ));
  } else throw methodNotAllowed();
  addWarnings(response, options.warnings);
  sendJson(response, 200, object);
}

/** Answers requests for `status`, `scale`, `token` and istiod's `proxy`. */
export async function subresource(
  parts: ApiParts,
  place: Place,
  info: RequestInfo,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const known = place.type.subresources.get(info.subresource!);
  if (!known) throw noSuchPath();
  switch (info.subresource) {
    case 'status':
      await status(parts, place, info, request, response);
      return;
    case 'scale':
      sendJson(response, 200, await scale(parts, place, info, request));
      return;
    case 'token': {
      if (info.verb !== 'create') throw methodNotAllowed();
      const account = parts.registry.get(place, info.name!);
      const body = await readBody(request);
      sendJson(response, 201, await token(parts, account, body));
      return;
    }
    case 'proxy':
      if (place.type.kind !== 'Pod' || info.verb !== 'get') {
        throw badRequest(
          `the dev cluster proxies only GET to istiod's pods, not to ${place.type.plural}`,
        );
      }
      sendText(response, proxy(parts, place, info));
      return;
    default:
      throw noSuchPath();
  }
}
