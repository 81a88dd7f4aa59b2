import { Analyzer, Report } from '../engine/Analyzer';
import { AnalysisKind, KINDS } from '../snapshot/kinds';
import { Resource } from '../snapshot/Resource';
import { mendOf } from '../istio/mends';
import { yamlPathText } from '../yamlPath';

const READ = Object.keys(KINDS) as AnalysisKind[];

function check(resource: Resource, report: Report): void {
  const { problems, unknown } = resource.decoded;
  for (const { path, expected } of problems) {
    report('MSP0002', resource, { args: [yamlPathText(path), expected], path });
  }
  for (const path of unknown) {
    const field = yamlPathText(path);
    report('MSP0003', resource, {
      args: [field],
      path,
      mend: mendOf(resource, `Remove ${field}`, { remove: path }),
    });
  }
}

/** Fields that hold the wrong thing or that nobody knows. */
export const fieldsAnalyzer: Analyzer = {
  name: 'meshport.Fields',
  description:
    'Looks for fields of a wrong type, and for fields of Istio’s kinds that do not exist.',
  codes: ['MSP0002', 'MSP0003'],
  reads: [],
  readsIfThere: READ,
  analyze(view, report) {
    for (const kind of READ) {
      view.everything(kind).forEach(resource => check(resource, report));
    }
  },
};
