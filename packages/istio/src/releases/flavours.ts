import { IstioFlavour, parseIstioVersion } from './istioVersion';

const NAMES: Record<IstioFlavour, string> = {
  istio: 'Istio',
  tetrate: 'Tetrate',
  'tetrate-fips': 'Tetrate FIPS',
  other: 'another distribution',
};

/**
 * How people call a flavour.
 *
 * @public
 */
export function flavourName(flavour: IstioFlavour): string {
  return NAMES[flavour];
}

/**
 * A demand that what runs is of one of some distributions.
 *
 * @public
 */
export interface FlavourDemand {
  /** What it is called, e.g. `PCI`. */
  name: string;
  /** Any of these fulfils it. */
  flavours: readonly IstioFlavour[];
}

/**
 * Something that runs, for {@link flavourDrift}.
 *
 * @public
 */
export interface RunningPart {
  /** In words that go before `runs` or `run`, e.g. `Control plane canary`. */
  what: string;
  /** Absent where it is not known. */
  version?: string;
  /** How many there are; default 1. */
  count?: number;
}

/**
 * Where something that runs is not of the distribution that is demanded, or
 * where that cannot be told.
 *
 * @public
 */
export interface FlavourDrift {
  demand: string;
  /** `notKnown`: the version does not tell who built it. */
  state: 'drifted' | 'notKnown';
  what: string;
  version?: string;
  flavour?: IstioFlavour;
  /** All of it as a sentence. */
  sentence: string;
}

/**
 * What of a cluster is not as demands on its distribution ask. A version that
 * cannot be read fulfils nothing and breaks nothing: it is said that it is not
 * known.
 *
 * @param where - in words, e.g. `east`
 * @public
 */
export function flavourDrift(
  where: string,
  demands: readonly FlavourDemand[],
  running: readonly RunningPart[],
): FlavourDrift[] {
  return demands.flatMap(demand =>
    running.flatMap(part => driftOf(where, demand, part)),
  );
}

function driftOf(
  where: string,
  { name, flavours }: FlavourDemand,
  { what, version, count = 1 }: RunningPart,
): FlavourDrift[] {
  const wanted = flavours.map(flavourName).join(' or ');
  const verb = count === 1 ? 'runs' : 'run';
  const base = { demand: name, what, ...(version ? { version } : {}) };
  const read = version === undefined ? undefined : parseIstioVersion(version);
  if (!read?.minor) {
    return [
      {
        ...base,
        state: 'notKnown',
        sentence: `Which distribution ${what} of ${where} ${verb} is not known; ${name} requires ${wanted}.`,
      },
    ];
  }
  return flavours.includes(read.flavour)
    ? []
    : [
        {
          ...base,
          flavour: read.flavour,
          state: 'drifted',
          sentence: `${what} of ${where} ${verb} ${version} of ${flavourName(
            read.flavour,
          )}; ${name} requires ${wanted}.`,
        },
      ];
}
