import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { stringify } from 'yaml';
import { analyzeManifests } from '../analysis';
import { toYaml } from '../resources';
import { GOLDEN_CASES, GoldenCase } from './__testUtils__/goldenCases';
import { egressInputOf } from './egressInputOf';
import { helmValuesOf } from './helmValues';
import { renderEgressGateway } from './renderEgressGateway';
import { validateEgressGateway } from './validateEgressGateway';

/** What is found in gateways that are right, and why that is so. */
const EXPLAINED: Record<string, string> = {
  IST0129:
    'The upstream is verified by the Secret that is named: a waypoint heeds no rule with a selector.',
  KIA0104: 'The hosts are those by which calls come in from outside.',
};

/** The Gateway that some are exposed by and nobody of ours makes. */
const SHARED_INGRESS = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'Gateway',
  metadata: { name: 'shared', namespace: 'front' },
  spec: {
    selector: { istio: 'ingressgateway' },
    servers: [
      {
        port: { number: 80, name: 'http', protocol: 'HTTP' },
        hosts: ['plain.corp.example'],
      },
    ],
  },
};

function valid({ input, environment }: GoldenCase) {
  const checked = validateEgressGateway(input, environment);
  if ('problems' in checked) {
    throw new Error(JSON.stringify(checked.problems));
  }
  return checked;
}

function golden(name: string): string {
  return readFileSync(
    resolve(__dirname, '__fixtures__', `${name}.yaml.golden`),
    'utf8',
  );
}

const cases = GOLDEN_CASES.map(one => [one.name, one] as const);

describe.each(cases)('the objects of %s', (name, one) => {
  const { environment } = one;

  it('are as in the file', () => {
    const objects = renderEgressGateway(valid(one).model, environment);
    expect(toYaml(objects)).toBe(golden(name));
  });

  it('are the same from the input and from the model', () => {
    const { input, model } = valid(one);
    expect(renderEgressGateway(input, environment)).toEqual(
      renderEgressGateway(model, environment),
    );
    // A model is an input, and stays what it is.
    const again = validateEgressGateway(model, environment);
    expect(again).toMatchObject({ model });
  });

  it('can be read back', () => {
    const objects = renderEgressGateway(one.input, environment);
    const read = egressInputOf(objects);
    if ('why' in read) {
      throw new Error(read.why);
    }
    expect(validateEgressGateway(read.model, environment)).toMatchObject({
      model: read.model,
    });
    expect(toYaml(renderEgressGateway(read.model, environment))).toBe(
      toYaml(objects),
    );
  });

  it('have no finding but those that are explained', () => {
    const objects = renderEgressGateway(one.input, environment);
    const { findings } = analyzeManifests([
      { name: 'gateway.yaml', text: toYaml([...objects, SHARED_INGRESS]) },
    ]);
    expect(
      findings
        .filter(({ code }) => !(code in EXPLAINED))
        .map(({ code, message }) => `${code} ${message}`),
    ).toEqual([]);
  });
});

it('writes the values of the chart', () => {
  const one = GOLDEN_CASES.find(({ name }) => name === 'helm-options')!;
  expect(
    stringify(helmValuesOf(valid(one).model, one.environment), {
      aliasDuplicateObjects: false,
    }),
  ).toBe(golden('helm-options.values'));
});
