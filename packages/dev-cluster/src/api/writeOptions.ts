import type { IncomingMessage } from 'http';
import { isRecord } from '../objects';
import type { DeleteOptions, WriteOptions } from '../registry/options';
import { mediaType } from './body';
import type { RequestInfo } from './requestInfo';
import { invalidOptions } from './status';

/** The longest name of a field manager, in bytes. */
const longestManager = 128;

function defaultManager(request: IncomingMessage): string {
  const agent = request.headers['user-agent'] ?? 'unknown';
  return agent.split('/')[0].slice(0, longestManager) || 'unknown';
}

function isDryRun(kind: string, values: string[]): boolean {
  if (values.some(value => value !== 'All')) {
    throw invalidOptions(
      kind,
      'dryRun',
      'FieldValueNotSupported',
      `Unsupported value: ${JSON.stringify(values)}: supported values: "All"`,
    );
  }
  return values.length > 0;
}

const optionKinds: Record<string, string> = {
  create: 'CreateOptions',
  update: 'UpdateOptions',
  patch: 'PatchOptions',
};

/**
 * Reads the query of a write request.
 *
 * @throws StatusError 422 where an option has a value that does not exist.
 */
export function writeOptions(
  info: RequestInfo,
  request: IncomingMessage,
): WriteOptions {
  const { query } = info;
  const kind = optionKinds[info.verb];
  const validation = query.get('fieldValidation') || 'Warn';
  if (!['Strict', 'Warn', 'Ignore'].includes(validation)) {
    throw invalidOptions(
      kind,
      'fieldValidation',
      'FieldValueNotSupported',
      `Unsupported value: ${JSON.stringify(
        validation,
      )}: supported values: "", "Ignore", "Strict", "Warn"`,
    );
  }
  const isApply = mediaType(request).includes('apply-patch');
  if (!isApply && query.get('force') !== null && info.verb === 'patch') {
    throw invalidOptions(
      kind,
      'force',
      'FieldValueForbidden',
      'Forbidden: may not be specified for non-apply patch',
    );
  }
  const manager = query.get('fieldManager') ?? '';
  if (manager.length > longestManager) {
    throw invalidOptions(
      kind,
      'fieldManager',
      'FieldValueTooLong',
      `Too long: may not be more than ${longestManager} bytes`,
    );
  }
  return {
    fieldManager: manager || (isApply ? '' : defaultManager(request)),
    fieldValidation: validation as WriteOptions['fieldValidation'],
    dryRun: isDryRun(kind, query.getAll('dryRun')),
    force: query.get('force') === 'true',
    subresource: info.subresource,
    warnings: [],
  };
}

/** Reads the query and the body of a DELETE. */
export function deleteOptions(info: RequestInfo, body: unknown): DeleteOptions {
  const given: Record<string, any> = isRecord(body) ? body : {};
  const policy =
    given.propagationPolicy ?? info.query.get('propagationPolicy') ?? undefined;
  if (policy && !['Background', 'Foreground', 'Orphan'].includes(policy)) {
    throw invalidOptions(
      'DeleteOptions',
      'propagationPolicy',
      'FieldValueNotSupported',
      `Unsupported value: ${JSON.stringify(
        policy,
      )}: supported values: "Foreground", "Background", "Orphan", "nil"`,
    );
  }
  const orphan = given.orphanDependents === true ? 'Orphan' : undefined;
  return {
    dryRun: isDryRun('DeleteOptions', [
      ...(given.dryRun ?? []),
      ...info.query.getAll('dryRun'),
    ]),
    propagationPolicy: policy ?? orphan,
    preconditions: given.preconditions,
    gracePeriodSeconds: given.gracePeriodSeconds,
  };
}
