import { count, flag, list, oneOf, ref, shape, text, time } from './shapes';

const checked = {
  id: text,
  cluster: text,
  code: text,
  name: text,
  severity: oneOf('error', 'warning', 'info'),
  object: shape({
    'apiVersion?': text,
    kind: text,
    'namespace?': text,
    name: text,
  }),
  'path?': text,
  message: text,
  effect: text,
  'mend?': text,
  'alsoKnownAs?': list(text),
  'documentation?': text,
};

const finding = {
  ...checked,
  firstSeen: time,
  lastSeen: time,
  'resolved?': time,
  'suppressed?': shape({
    by: oneOf('annotation', 'configuration'),
    'reason?': text,
    'until?': text,
  }),
};

const counts = { error: count, warning: count, info: count };

function answerOf(item: string) {
  return shape({
    items: list(ref(item)),
    clusters: list(ref('ClusterFreshness')),
    withheld: list(ref('WithheldNamespace')),
    'withheldClusters?': flag,
    'missingAnnotation?': flag,
    'page?': ref('AnswerPage'),
    notJudged: list(ref('NotJudged')),
    'counts?': shape(counts),
    'clusterCounts?': list(shape({ cluster: text, ...counts })),
    'suppressed?': count,
  });
}

/** The schemas of findings. */
export const findingSchemas = {
  Finding: shape(finding),
  FindingDetail: shape({
    ...finding,
    'manifest?': shape({ text, lines: list(count), whole: flag }),
    'keptBy?': shape({ tool: text, name: text }),
    'mendDiff?': text,
    'mended?': shape({ object: checked.object, manifest: text }),
  }),
  NotJudged: shape({
    'cluster?': text,
    codes: list(text),
    reason: text,
    'partly?': flag,
  }),
  FindingsAnswer: answerOf('Finding'),
  FindingDetailAnswer: answerOf('FindingDetail'),
  CheckFindingsRequest: shape({
    cluster: text,
    'namespace?': text,
    'manifests?': text,
    'files?': list(shape({ name: text, text })),
    'objects?': list({ type: 'object' }),
  }),
  CheckedFinding: shape({
    ...checked,
    'source?': shape({ file: text, line: count }),
  }),
  UpgradeFindingsAnswer: shape({
    cluster: text,
    'from?': text,
    'to?': text,
    releases: list(
      shape({ version: text, 'endOfLife?': text, supported: flag }),
    ),
    findings: list(ref('CheckedFinding')),
    notJudged: list(ref('NotJudged')),
    clusters: list(ref('ClusterFreshness')),
    withheld: flag,
  }),
  CheckFindingsReport: shape({
    cluster: text,
    caused: list(ref('CheckedFinding')),
    cured: list(ref('CheckedFinding')),
    notJudged: list(ref('NotJudged')),
    notAnalysed: list(text),
    withheld: flag,
  }),
};
