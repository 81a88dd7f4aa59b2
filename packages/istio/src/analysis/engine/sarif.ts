import { MESSAGES } from '../messages';
import { AnalysisResult, Finding, FindingSeverity } from '../types';
import { yamlPathText } from '../yamlPath';
import { friendlyName } from './suppression';

const LEVELS: Record<FindingSeverity, string> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
};

function ruleOf(code: string, findings: readonly Finding[]) {
  const { name, severity, effect } = MESSAGES[code];
  const { documentation } = findings.find(one => one.code === code)!;
  return {
    id: code,
    name,
    shortDescription: { text: name },
    fullDescription: { text: effect },
    defaultConfiguration: { level: LEVELS[severity] },
    ...(documentation ? { helpUri: documentation } : {}),
  };
}

function locationOf({ source, resource, path }: Finding) {
  const name = friendlyName(resource);
  return {
    ...(source
      ? {
          physicalLocation: {
            artifactLocation: { uri: source.file },
            region: { startLine: source.line },
          },
        }
      : {}),
    logicalLocations: [
      {
        name: resource.name,
        fullyQualifiedName: [
          ...(resource.cluster ? [resource.cluster] : []),
          name,
          ...(path ? [yamlPathText(path)] : []),
        ].join(' '),
        kind: 'resource',
      },
    ],
  };
}

/**
 * Findings as SARIF 2.1.0, which code hosts and editors read.
 *
 * @public
 */
export function sarifOf({
  findings,
  skipped,
  suppressed,
}: AnalysisResult): object {
  const hidden = new Map(suppressed.map(one => [one.finding, one.by]));
  const all = [...findings, ...hidden.keys()];
  const codes = [...new Set(all.map(one => one.code))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'meshport',
            rules: codes.map(code => ruleOf(code, all)),
          },
        },
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: skipped.map(
              ({ analyzer, cluster, reason, partly }) => ({
                level: 'warning',
                message: {
                  text: `${cluster ? `${cluster}: ` : ''}${analyzer} ${
                    partly ? 'judged in part' : 'could not judge'
                  }. ${reason}`,
                },
              }),
            ),
          },
        ],
        results: all.map(finding => {
          const by = hidden.get(finding);
          return {
            ruleId: finding.code,
            ruleIndex: codes.indexOf(finding.code),
            level: LEVELS[finding.severity],
            message: { text: `${finding.message} ${finding.effect}` },
            locations: [locationOf(finding)],
            ...(by === undefined
              ? {}
              : {
                  suppressions: [{ kind: 'external', justification: by }],
                }),
          };
        }),
      },
    ],
  };
}
