import type { InputProblem } from '../input/InputProblem';
import type { EgressEnvironment } from './EgressEnvironment';
import type {
  EgressGatewayInput,
  EgressGatewayModel,
  EgressNote,
} from './EgressGatewayInput';
import { egressNotes } from './egressNotes';
import { checkEnvironment } from './environmentRules';
import { problemWithLabel, problemWithRevision } from '../input/fieldRules';
import {
  problemWithName,
  problemWithProvider,
  problemWithRunningIn,
} from './fieldRules';
import { InputReader, withoutUndefined } from '../input/InputReader';
import { modelOf } from './modelOf';
import { checkPattern, PATTERNS, WILDCARD_PATTERNS } from './patternRules';
import { readCallers } from './readCallers';
import {
  ONE_UPSTREAM_FIELDS,
  readUpstream,
  UPSTREAM_FIELDS,
} from './readUpstream';
import type { UpstreamContext } from './UpstreamContext';
import { readWorkload, WORKLOAD_FIELDS } from './readWorkload';
import { FieldOf, upstreamConflicts } from './upstreamConflicts';

const MOST_UPSTREAMS = 50;

const FIELDS = [
  'pattern',
  'name',
  'namespace',
  'upstreams',
  ...ONE_UPSTREAM_FIELDS,
  'callers',
  'clientNamespaces',
  'component',
  'owner',
  'revision',
  ...WORKLOAD_FIELDS,
  'authorization',
  'accessLog',
  'networkPolicy',
  'strictMtls',
] as const;

/**
 * An input in which nothing is wrong: as it was given, without what is not said;
 * with every default filled in; and what is to be known of it.
 *
 * @public
 */
export interface ValidEgressGateway {
  input: EgressGatewayInput;
  model: EgressGatewayModel;
  notes: EgressNote[];
}

/** Names one upstream by itself, or many by a list. */
function readUpstreams(
  reader: InputReader,
  context: UpstreamContext,
): Partial<EgressGatewayInput> {
  if (reader.value('upstreams') === undefined) {
    return readUpstream(reader, context);
  }
  for (const field of ONE_UPSTREAM_FIELDS) {
    if (reader.value(field) !== undefined) {
      reader.refuse(
        field,
        'The upstreams are named by a list. Say this of one of them, or take the list out.',
      );
    }
  }
  const upstreams = reader.list('upstreams', MOST_UPSTREAMS, (one, item) =>
    reader.inside(one, item, UPSTREAM_FIELDS, upstream =>
      readUpstream(upstream, context),
    ),
  );
  if (
    Array.isArray(reader.value('upstreams')) &&
    (reader.value('upstreams') as unknown[]).length === 0
  ) {
    reader.refuse('upstreams', 'Name at least one upstream.');
  }
  return { upstreams };
}

function readPolicies(reader: InputReader) {
  return {
    authorization: reader.object('authorization', ['provider'], one => ({
      provider: one.requiredText(
        'provider',
        "Name an authorizer of MeshConfig's extensionProviders.",
        problemWithProvider,
      ),
    })),
    accessLog: reader.object('accessLog', ['provider', 'errorsOnly'], one => ({
      provider: one.text('provider', problemWithProvider),
      errorsOnly: one.yesOrNo('errorsOnly'),
    })),
    networkPolicy: reader.yesOrNo('networkPolicy'),
    strictMtls: reader.yesOrNo('strictMtls'),
  };
}

function readAll(
  reader: InputReader,
  environment: EgressEnvironment | undefined,
): EgressGatewayInput {
  const pattern = reader.oneOf('pattern', PATTERNS);
  const namespace = reader.requiredText(
    'namespace',
    'Name the namespace where the gateway is to run.',
    problemWithRunningIn,
  );
  const callers = readCallers(reader);
  const owner = reader.text('owner', problemWithLabel('group'));
  const name = reader.requiredText(
    'name',
    'Give the gateway a name, e.g. payments-out.',
    problemWithName,
  );
  const upstreams = readUpstreams(reader, {
    environment,
    namespaces: [
      namespace,
      ...(callers.clientNamespaces ?? []),
      ...(callers.callers ?? []).map(one => one.namespace),
    ],
    owner,
    wildcards: pattern !== undefined && WILDCARD_PATTERNS.includes(pattern),
  });
  return withoutUndefined({
    pattern,
    name,
    namespace,
    ...upstreams,
    ...callers,
    component: reader.text('component', problemWithLabel('component')),
    owner,
    revision: reader.text('revision', problemWithRevision),
    ...readWorkload(reader),
    ...readPolicies(reader),
  });
}

/**
 * Checks what was asked for, completely: every problem of every field is told,
 * each with its mend. Only an input that this function returned may be rendered.
 * What does not go together is told once the fields are right by themselves.
 *
 * @param environment - what the cluster runs. Without it nothing that depends on
 * the cluster is refused for that alone, but noted.
 * @public
 */
export function validateEgressGateway(
  input: unknown,
  environment?: EgressEnvironment,
): ValidEgressGateway | { problems: InputProblem[] } {
  if (!InputReader.isObject(input)) {
    return { problems: [{ field: '', message: 'Give an object.' }] };
  }
  const problems: InputProblem[] = [];
  const reader = new InputReader(input, problems);
  reader.refuseUnknown(FIELDS);
  const checked = readAll(reader, environment);
  if (problems.length > 0) {
    return { problems };
  }
  const model = modelOf(checked);
  const fieldOf: FieldOf = (index, field) =>
    checked.upstreams ? `upstreams[${index}].${field}` : field;
  problems.push(...upstreamConflicts(model, fieldOf));
  const refuse = (field: string, message: string) =>
    problems.push({ field, message });
  checkPattern(model, environment ?? {}, fieldOf, refuse);
  checkEnvironment(
    model,
    environment ?? {},
    environment !== undefined,
    fieldOf,
    refuse,
  );
  return problems.length > 0
    ? { problems }
    : { input: checked, model, notes: egressNotes(model, environment) };
}
