import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VmBundleInput } from '@meshport/istio';
import {
  CONTROL_PLANES,
  DEFAULT_TAG,
  ISTIO_NAMESPACES,
  TAGS,
} from './generated/controlPlanes';
import { VmBundleBench } from './generated/VmBundleBench';
import {
  asYaml,
  GeneratedBundle,
  GeneratedFlags,
  GeneratedGroup,
  generateBundle,
} from './generated/vmBundles';
import {
  BundleAnswer,
  byIstioctl,
  byMeshport,
  GroupSource,
} from './vmBundleAnswers';
import { isChangeable, withOwn, withProxyMetadata } from './vmBundleChanges';
import {
  differencesOf,
  isUnsorted,
  mendOfFailure,
  mendOfRefusal,
} from './vmBundleVerdict';

/** What came of one case. */
export interface Verdict {
  /** Sentences; a case without is as it must be. */
  differences: string[];
  /** Where the group was read from. */
  from: 'cluster' | 'file';
  /** No bundle from either. */
  refused: boolean;
  /** Listed mends that were seen, by their names. */
  mends: string[];
}

/** A mesh with the programs to compare on it. */
export interface Equipment {
  kubeconfig: string;
  istioctl: string;
  /** A folder for files. */
  work: string;
}

const MOST_MENDS = 4;

/** Compares generated bundles with those of the real istioctl, one after the other. */
export class VmBundleDifferential {
  constructor(
    private readonly equipment: Equipment,
    private readonly bench: VmBundleBench,
    private readonly namespace: string,
  ) {}

  /** Tries the case that belongs to a seed. */
  async try(seed: number): Promise<Verdict> {
    const one = generateBundle(seed, this.namespace);
    if (isChangeable(one.group) && Object.keys(one.own).length > 0) {
      // The two sides read different groups, which only files can be.
      return this.compare({ ...one, inCluster: false }, seed);
    }
    const plain = { ...one, own: {} };
    if (!one.inCluster || !(await this.bench.put(one.group))) {
      return this.compare({ ...plain, inCluster: false }, seed);
    }
    const { name } = one.group.metadata;
    try {
      const group = await this.bench.read(name);
      return await this.compare({ ...plain, group }, seed);
    } finally {
      await this.bench.take(name);
    }
  }

  private async compare(one: GeneratedBundle, seed: number): Promise<Verdict> {
    const source = this.source(one, one.group, `${seed}`);
    const { own } = one;
    const ours = await this.meshport(source, one.flags, own);
    const other = this.source(one, withOwn(one.group, own), `${seed}-istioctl`);
    const theirs = await this.istioctl(other, one.flags);
    const from = one.inCluster ? 'cluster' : 'file';
    if (!('files' in theirs)) {
      return 'files' in ours
        ? { from, refused: false, ...(await this.mended(one, ours, theirs)) }
        : { from, refused: true, mends: [], differences: [] };
    }
    if ('files' in ours) {
      return { from, refused: false, ...this.sameFiles(theirs, ours) };
    }
    return {
      from,
      refused: false,
      ...(await this.refused(one, source, theirs, ours)),
    };
  }

  /** Why we refuse what istioctl makes a bundle of. */
  private async refused(
    one: GeneratedBundle,
    source: GroupSource,
    theirs: Extract<BundleAnswer, { files: unknown }>,
    refusal: Exclude<BundleAnswer, { files: unknown }>,
  ): Promise<Pick<Verdict, 'mends' | 'differences'>> {
    const mend = mendOfRefusal(one, theirs.files, refusal);
    if (mend !== 'no empty hosts file') {
      return {
        mends: mend ? [mend] : [],
        differences: mend
          ? []
          : [`istioctl makes a bundle, we: ${refusal.refusal}`],
      };
    }
    const own = { ...one.own, allowEmptyHosts: true };
    const ours = await this.meshport(source, one.flags, own);
    if ('files' in ours) {
      return this.sameAs(theirs, ours, [mend]);
    }
    const further = mendOfRefusal(one, theirs.files, ours);
    return {
      mends: further ? [mend, further] : [mend],
      differences: further
        ? []
        : [`with ${mend}, istioctl makes a bundle, we: ${ours.refusal}`],
    };
  }

  /** What istioctl writes once what it fails on is mended for it. */
  private async mended(
    one: GeneratedBundle,
    ours: BundleAnswer,
    failure: Exclude<BundleAnswer, { files: unknown }>,
  ): Promise<Pick<Verdict, 'mends' | 'differences'>> {
    const mends: string[] = [];
    let call = { ...one, group: withOwn(one.group, one.own) };
    let theirs: BundleAnswer = failure;
    const undo: (() => Promise<void>)[] = [];
    try {
      while (!('files' in theirs) && mends.length < MOST_MENDS) {
        const mend = mendOfFailure(call, theirs, [
          ...Object.keys(TAGS),
          'default',
        ]);
        if (!mend || mends.includes(mend)) {
          return {
            mends,
            differences: [`we make a bundle, istioctl: ${theirs.refusal}`],
          };
        }
        mends.push(mend);
        call = await this.mend(call, mend, undo);
        theirs = await this.istioctl(
          this.source(call, call.group, 'mended'),
          call.flags,
        );
      }
      return this.sameAs(theirs, ours, mends);
    } finally {
      for (const step of undo) {
        await step();
      }
    }
  }

  private async mend(
    call: GeneratedBundle,
    mend: string,
    undo: (() => Promise<void>)[],
  ): Promise<GeneratedBundle> {
    switch (mend) {
      case 'a tag is taken as revision': {
        const { revision: tag = '' } = call.flags;
        const revision = tag === 'default' ? DEFAULT_TAG : TAGS[tag];
        return { ...call, flags: { ...call.flags, revision } };
      }
      case 'no panic without proxyMetadata': {
        const namespace = call.flags.istioNamespace ?? 'istio-system';
        const revision = this.revisionOf(call.flags);
        const mesh = await this.bench.readMesh(namespace, revision);
        undo.push(() => this.bench.writeMesh(namespace, revision, mesh));
        await this.bench.writeMesh(
          namespace,
          revision,
          withProxyMetadata(mesh ?? ''),
        );
        return call;
      }
      default:
        // From a file istioctl fills in what is absent.
        return { ...call, inCluster: false };
    }
  }

  private revisionOf({ revision, istioNamespace }: GeneratedFlags): string {
    if (revision === undefined) {
      return istioNamespace === ISTIO_NAMESPACES[1] ? DEFAULT_TAG : '';
    }
    return CONTROL_PLANES.some(one => one.revision === revision)
      ? revision
      : '';
  }

  private sameAs(theirs: BundleAnswer, ours: BundleAnswer, mends: string[]) {
    if (!('files' in theirs) || !('files' in ours)) {
      const [said] = [theirs, ours].filter(
        (one): one is Exclude<BundleAnswer, { files: unknown }> =>
          !('files' in one),
      );
      return { mends, differences: [`with ${mends}: ${said.refusal}`] };
    }
    const same = this.sameFiles(theirs, ours);
    return { ...same, mends: [...mends, ...same.mends] };
  }

  private sameFiles(
    theirs: Extract<BundleAnswer, { files: unknown }>,
    ours: Extract<BundleAnswer, { files: unknown }>,
  ) {
    return {
      mends: isUnsorted(theirs.files) ? ['inbound ports are sorted'] : [],
      differences: differencesOf(theirs.files, ours.files),
    };
  }

  private source(
    { inCluster }: GeneratedBundle,
    group: GeneratedGroup,
    name: string,
  ): GroupSource {
    if (inCluster) {
      return { namespace: this.namespace, name: group.metadata.name };
    }
    const file = join(this.equipment.work, `${name}.yaml`);
    writeFileSync(file, asYaml(group));
    return { file };
  }

  private istioctl(source: GroupSource, flags: GeneratedFlags) {
    const { istioctl: program, kubeconfig, work } = this.equipment;
    const folder = join(work, 'istioctl');
    return byIstioctl({ program, kubeconfig, folder }, source, flags);
  }

  private meshport(
    source: GroupSource,
    flags: GeneratedFlags,
    own: Partial<VmBundleInput>,
  ) {
    return byMeshport(this.equipment.kubeconfig, source, flags, own);
  }
}
