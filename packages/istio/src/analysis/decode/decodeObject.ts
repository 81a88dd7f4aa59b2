import { KubernetesObject } from '../../resources';
import { AnalysisKind } from '../snapshot/kinds';
import { Decoder } from './Decoder';
import istioShapes from './istioShapes.json';
import {
  KUBERNETES_BODIES,
  KUBERNETES_SPECS,
  STATUS_SHAPES,
} from './kubernetesShapes';
import { DecodeProblem, Shape } from './shape';

/** An object whose fields are what they have to be. */
export interface DecodedObject {
  /** The fields of `spec`; of kinds without one those beside `metadata`. */
  spec: any;
  status: any;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  problems: DecodeProblem[];
  /** Fields that no version of Istio that is known here has. */
  unknown: (string | number)[][];
}

const METADATA: Shape = {
  name: 's',
  namespace: 's',
  labels: { '*': 's' },
  annotations: { '*': 's' },
};

const ISTIO_SPECS = istioShapes as unknown as Record<string, Shape>;

function prefixed(first: string, problems: DecodeProblem[]): DecodeProblem[] {
  return problems.map(one => ({ ...one, path: [first, ...one.path] }));
}

/** Reads the parts of an object that analyzers look at. */
export function decodeObject(
  kind: AnalysisKind,
  object: KubernetesObject,
): DecodedObject {
  const metadata = new Decoder();
  const meta = metadata.decode(object.metadata ?? {}, METADATA) ?? {};
  const body = new Decoder();
  const bodyShape = KUBERNETES_BODIES[kind];
  const shape = bodyShape ?? KUBERNETES_SPECS[kind] ?? ISTIO_SPECS[kind];
  const input = bodyShape ? object : object.spec ?? {};
  const spec = shape === undefined ? input : body.decode(input, shape);
  // A status that cannot be read is left out, as Istio does.
  const statusShape = STATUS_SHAPES[kind];
  const reader = new Decoder();
  const status =
    statusShape && object.status
      ? reader.decode(object.status, statusShape)
      : undefined;
  const isIstio = ISTIO_SPECS[kind] !== undefined;
  return {
    spec: spec ?? {},
    status: reader.problems.length > 0 ? undefined : status,
    labels: meta.labels ?? {},
    annotations: meta.annotations ?? {},
    problems: [
      ...prefixed('metadata', metadata.problems),
      ...(bodyShape ? body.problems : prefixed('spec', body.problems)),
    ],
    unknown: isIstio ? body.unknown.map(path => ['spec', ...path]) : [],
  };
}
