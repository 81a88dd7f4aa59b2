import { InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import {
  DiscoveryLabelChange,
  DiscoverySimulation,
} from '@meshport/backstage-plugin-mesh-common';
import {
  discoverySelectorProblems,
  isLabelKey,
  isLabelValue,
} from '@meshport/istio';
import { z } from 'zod';
import { readBody } from '../manifests/readBody';
import { label } from '../remote-clusters/remoteInput';

/** Name of the kind of request. */
export const DISCOVERY_LABELS_KIND = 'discovery-labels';

/** Most namespaces of one request or simulation. */
const MOST_CHANGES = 500;

const labels = z
  .record(z.string(), z.string().nullable(), {
    error: 'give labels as key: value, or null to take one away',
  })
  .refine(value => Object.keys(value).length > 0, {
    error: 'name at least one label',
  })
  .refine(value => Object.keys(value).every(isLabelKey), {
    error: 'holds a name that is no key of a label',
  })
  .refine(
    value =>
      Object.values(value).every(one => one === null || isLabelValue(one)),
    {
      error:
        'holds what is no value of a label; use letters, digits, -, _ and ., at most 63 characters',
    },
  );

const changeFields = { namespace: label('a namespace'), labels };

function changesOf<T extends { namespace: string }>(change: z.ZodType<T>) {
  return z
    .array(change, { error: 'give the changes as a list' })
    .min(1, { error: 'name at least one namespace' })
    .max(MOST_CHANGES, { error: `name at most ${MOST_CHANGES} namespaces` })
    .refine(
      changes =>
        new Set(changes.map(({ namespace }) => namespace)).size ===
        changes.length,
      { error: 'name each namespace once' },
    );
}

const simulation = z.strictObject({
  cluster: label('a cluster'),
  selectors: z
    .array(z.unknown(), { error: 'give selectors as a list' })
    .max(100, { error: 'give at most 100 selectors' })
    .optional(),
  changes: changesOf(z.strictObject(changeFields)).optional(),
});

/** Body of `POST /discovery-scope/simulate`; throws `InputError` that names the fields. */
export function readSimulation(body: unknown): DiscoverySimulation {
  const request = readBody(simulation, body);
  const problems = discoverySelectorProblems(request.selectors);
  if (problems.length > 0) {
    throw new InputError(
      problems
        .map(one => one.replace('discoverySelectors', 'selectors'))
        .join('\n'),
    );
  }
  return request as DiscoverySimulation;
}

/** What is asked for: labels of namespaces of one cluster. */
export interface DiscoveryLabelsInput {
  cluster: string;
  changes: DiscoveryLabelChange[];
}

/** The same with the labels that were there; what a plan keeps. */
export interface DiscoveryLabelsPlan {
  cluster: string;
  changes: (DiscoveryLabelChange & { before: Record<string, string | null> })[];
}

/** JSON Schema of the parameters. */
export const DISCOVERY_LABELS_SCHEMA: JsonObject = {
  type: 'object',
  required: ['cluster', 'changes'],
  additionalProperties: false,
  properties: {
    cluster: { type: 'string', description: 'Name of the cluster' },
    changes: {
      type: 'array',
      maxItems: MOST_CHANGES,
      items: {
        type: 'object',
        required: ['namespace', 'labels'],
        additionalProperties: false,
        properties: {
          namespace: { type: 'string' },
          labels: {
            type: 'object',
            description: 'Labels to set; null takes one away',
            additionalProperties: { type: ['string', 'null'] },
          },
        },
      },
    },
  },
};

const input = z.strictObject({
  cluster: label('a cluster'),
  changes: changesOf(z.strictObject(changeFields)),
});

/** Reads the parameters; throws `InputError` with one line for each wrong field. */
export function readDiscoveryLabels(parameters: unknown): DiscoveryLabelsInput {
  return readBody(input, parameters);
}

const planned = z.strictObject({
  cluster: label('a cluster'),
  changes: changesOf(
    z.strictObject({
      ...changeFields,
      before: z.record(z.string(), z.string().nullable()),
    }),
  ),
});

/** Reads what a plan keeps. */
export function readPlannedLabels(parameters: unknown): DiscoveryLabelsPlan {
  return readBody(planned, parameters);
}
