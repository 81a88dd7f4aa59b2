import type { ServerResponse } from 'http';
import { schemas } from '../kinds/schemas';
import { discovery } from './discovery';
import type { ApiParts } from './handler';
import type { RequestInfo } from './requestInfo';
import { sendJson, sendNotFound, sendText } from './respond';

function version() {
  const { gitVersion } = schemas();
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  return {
    major,
    minor,
    gitVersion: `${gitVersion}-meshport-dev-cluster`,
    gitCommit: 'unknown',
    gitTreeState: 'clean',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: 'none',
    compiler: 'none',
    platform: `${process.platform}/${process.arch}`,
  };
}

/** Answers what is not a resource: health, version, discovery and schemas. */
export async function nonResource(
  parts: ApiParts,
  info: RequestInfo,
  response: ServerResponse,
): Promise<void> {
  const path = info.path.replace(/\/+$/, '');
  if (/^\/(readyz|livez|healthz)(\/.*)?$/.test(path)) {
    sendText(response, 'ok');
  } else if (path === '/version') {
    sendJson(response, 200, version());
  } else if (path === '/openapi/v3') {
    sendJson(response, 200, parts.openApi.index());
  } else if (path.startsWith('/openapi/v3/')) {
    const document = parts.openApi.document(path.slice('/openapi/v3/'.length));
    if (document) sendJson(response, 200, document);
    else sendNotFound(response);
  } else if (path === '/openid/v1/jwks') {
    sendJson(response, 200, await parts.tokens.jwks());
  } else if (path === '/.well-known/openid-configuration') {
    const { issuer } = parts.tokens;
    sendJson(response, 200, {
      issuer,
      jwks_uri: `${issuer}/openid/v1/jwks`,
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
    });
  } else if (/^\/apis?(\/|$)/.test(path)) {
    const found = discovery(parts.types, path, parts.address());
    if (found) sendJson(response, 200, found);
    else sendNotFound(response);
  } else if (path === '') {
    sendJson(response, 200, {
      paths: [
        '/api',
        '/apis',
        '/healthz',
        '/livez',
        '/openapi/v3',
        '/readyz',
        '/version',
      ],
    });
  } else sendNotFound(response);
}
