import { problemWithHost } from '../resources';
import type { EgressGatewayInput } from './EgressGatewayInput';
import type {
  EgressAutoscaling,
  EgressDisruptionBudget,
  EgressReadiness,
  EgressResources,
} from './EgressWorkload';
import { problemWithImage, problemWithQuantity } from './fieldRules';
import type { InputReader } from '../input/InputReader';
import { problemWithCommand } from '../input/problemWithCommand';

const QUANTITIES = ['cpu', 'memory'];

/** Quantity of Kubernetes as a number, in its base unit. */
export function amountOf(quantity: string): number {
  const [, digits, unit = ''] = /^([0-9.]+)([a-zA-Z]*)$/.exec(quantity) ?? [];
  const factors: Record<string, number> = {
    '': 1,
    m: 1e-3,
    k: 1e3,
    M: 1e6,
    G: 1e9,
    Ki: 1024,
    Mi: 1024 ** 2,
    Gi: 1024 ** 3,
  };
  return Number(digits) * factors[unit];
}

function readAmounts(reader: InputReader, field: string) {
  return reader.object(field, QUANTITIES, amounts => ({
    cpu: amounts.text('cpu', problemWithQuantity('100m')),
    memory: amounts.text('memory', problemWithQuantity('128Mi')),
  }));
}

function readResources(reader: InputReader): EgressResources | undefined {
  return reader.object('resources', ['requests', 'limits'], resources => {
    const requests = readAmounts(resources, 'requests');
    const limits = readAmounts(resources, 'limits');
    for (const what of ['cpu', 'memory'] as const) {
      const [asked, most] = [requests?.[what], limits?.[what]];
      if (asked && most && amountOf(asked) > amountOf(most)) {
        resources.refuse(
          `limits.${what}`,
          `This is less than the ${asked} asked for. Raise it, or ask for less.`,
        );
      }
    }
    return { requests, limits };
  });
}

function readAutoscaling(reader: InputReader): EgressAutoscaling | undefined {
  return reader.object(
    'autoscaling',
    ['minReplicas', 'maxReplicas', 'cpuPercent'],
    scaling => {
      const minReplicas = scaling.wholeNumber('minReplicas', 1, 10);
      const maxReplicas = scaling.wholeNumber('maxReplicas', 1, 50);
      if (scaling.value('maxReplicas') === undefined) {
        scaling.refuse(
          'maxReplicas',
          'This is missing. Say how many pods there may be at most.',
        );
      }
      if (maxReplicas !== undefined && maxReplicas < (minReplicas ?? 1)) {
        scaling.refuse('maxReplicas', 'Give at least as many as minReplicas.');
      }
      if (reader.value('replicas') !== undefined) {
        scaling.refuse(
          'minReplicas',
          'With autoscaling there is no fixed number of pods. Take replicas out.',
        );
      }
      return {
        minReplicas,
        maxReplicas: maxReplicas ?? 1,
        cpuPercent: scaling.wholeNumber('cpuPercent', 10, 100),
      };
    },
  );
}

function readBudget(
  reader: InputReader,
  fewest: number,
): EgressDisruptionBudget | undefined {
  return reader.object(
    'disruptionBudget',
    ['minAvailable', 'maxUnavailable'],
    budget => {
      const minAvailable = budget.wholeNumber('minAvailable', 1, 10);
      const maxUnavailable = budget.wholeNumber('maxUnavailable', 1, 10);
      const given = ['minAvailable', 'maxUnavailable'].filter(
        field => budget.value(field) !== undefined,
      );
      if (given.length !== 1) {
        reader.refuse(
          'disruptionBudget',
          'Give either minAvailable or maxUnavailable.',
        );
      } else if (minAvailable !== undefined && minAvailable >= fewest) {
        budget.refuse(
          'minAvailable',
          `There may be only ${fewest} pod${
            fewest === 1 ? '' : 's'
          }, so that no node could ever be drained. Give less, or have more pods.`,
        );
      }
      return { minAvailable, maxUnavailable };
    },
  );
}

function isOneLine(text: string): boolean {
  return !['\u0000', '\n', '\r'].some(one => text.includes(one));
}

function readReadiness(reader: InputReader): EgressReadiness | undefined {
  return reader.object(
    'readiness',
    [
      'host',
      'command',
      'image',
      'timeoutSeconds',
      'periodSeconds',
      'failureThreshold',
      'successThreshold',
      'initialDelaySeconds',
    ],
    readiness => {
      const timeoutSeconds = readiness.wholeNumber('timeoutSeconds', 1, 30);
      const periodSeconds = readiness.wholeNumber('periodSeconds', 1, 300);
      if ((periodSeconds ?? 15) < (timeoutSeconds ?? 5)) {
        readiness.refuse(
          periodSeconds === undefined ? 'timeoutSeconds' : 'periodSeconds',
          'The probe would be started again before it ends. Let the period be at least the timeout.',
        );
      }
      const command = readiness.list('command', 64, (one, item) =>
        typeof one === 'string' && one !== '' && isOneLine(one)
          ? one
          : readiness.refuse(
              item,
              'Give each argument as a text of one line that is not empty.',
            ),
      );
      const wrong =
        readiness.value('command') === undefined || command === undefined
          ? undefined
          : problemWithCommand(command);
      if (wrong) {
        readiness.refuse('command', wrong);
      }
      return {
        host: readiness.text('host', problemWithHost),
        command,
        image: readiness.text('image', problemWithImage),
        timeoutSeconds,
        periodSeconds,
        failureThreshold: readiness.wholeNumber('failureThreshold', 1, 10),
        successThreshold: readiness.wholeNumber('successThreshold', 1, 10),
        initialDelaySeconds: readiness.wholeNumber(
          'initialDelaySeconds',
          0,
          300,
        ),
      };
    },
  );
}

/** Fields of the gateway's pods. */
export const WORKLOAD_FIELDS = [
  'replicas',
  'resources',
  'autoscaling',
  'disruptionBudget',
  'readiness',
] as const;

/** Reads what is said of the gateway's pods. */
export function readWorkload(
  reader: InputReader,
): Pick<EgressGatewayInput, (typeof WORKLOAD_FIELDS)[number]> {
  const replicas = reader.wholeNumber('replicas', 1, 10);
  const autoscaling = readAutoscaling(reader);
  const fewest = autoscaling ? autoscaling.minReplicas ?? 1 : replicas ?? 1;
  return {
    replicas,
    resources: readResources(reader),
    autoscaling,
    disruptionBudget: readBudget(reader, fewest),
    readiness: readReadiness(reader),
  };
}
