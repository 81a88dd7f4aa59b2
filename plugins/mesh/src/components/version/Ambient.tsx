import { Text } from '@backstage/ui';
import {
  EntityAmbient,
  EntityWaypoint,
  MeshVersion,
} from '@meshport/backstage-plugin-mesh-common';
import { formatNames } from '../../words/times';
import { asSentence } from '../../words/sentence';
import { useWords } from '../../words/useWords';
import parts from '../parts/parts.module.css';
import { Fault } from './DataPlane';

/** The part in the ambient mesh: the nodes' ztunnels and the waypoints. */
export function Ambient({ version }: { version: MeshVersion }) {
  const { t } = useWords();
  const { ambient, cluster } = version;
  if (!ambient) {
    return null;
  }
  const { withoutZtunnel, waypoints } = ambient;
  return (
    <>
      <Ztunnels ambient={ambient} cluster={cluster} />
      {withoutZtunnel && (
        <Fault
          words={t('version.ambient.without', { count: withoutZtunnel.count })}
          label={t('version.ambient.which', { cluster })}
        >
          <Text as="p" variant="body-small">
            {t('version.ambient.withoutExplain')}
          </Text>
          <pre className={parts.code}>{withoutZtunnel.examples.join('\n')}</pre>
        </Fault>
      )}
      {waypoints.map(waypoint => (
        <Waypoint
          key={`${waypoint.target} ${waypoint.namespace}/${waypoint.name} ${waypoint.problem}`}
          waypoint={waypoint}
        />
      ))}
    </>
  );
}

function Ztunnels(props: { ambient: EntityAmbient; cluster: string }) {
  const { ambient, cluster } = props;
  const { t } = useWords();
  const { captured, ztunnels } = ambient;
  const unknown = t('version.proxies.unknownVersion');
  const skewed = ztunnels.filter(({ skew }) => skew);
  return (
    <>
      {captured > 0 && (
        <Text as="p" variant="body-small" color="secondary">
          {t('version.ambient.captured', { count: captured })}
          {ztunnels.length > 0 &&
            `: ${formatNames(
              ztunnels.map(({ version, count }) =>
                t('version.ambient.ztunnel', {
                  count,
                  version: version ?? unknown,
                }),
              ),
            )}`}
        </Text>
      )}
      {skewed.map(({ version, skew }) => (
        <Fault
          key={version}
          words={t(`version.ambient.${skew!}`, { version: version ?? unknown })}
          label={t('version.skew.which', { cluster })}
        >
          <Text as="p" variant="body-small">
            {t('version.ambient.skewExplain')}
          </Text>
        </Fault>
      ))}
    </>
  );
}

function Waypoint({ waypoint }: { waypoint: EntityWaypoint }) {
  const { t } = useWords();
  const { name, namespace, target, count, versions, problem } = waypoint;
  const who = name
    ? t('version.waypoint.named', { name, namespace: namespace ?? '' })
    : t('version.waypoint.hidden');
  const known = versions.flatMap(({ version }) => version ?? []);
  if (problem) {
    return (
      <Fault
        words={t('version.waypoint.unused', { who })}
        label={t('version.waypoint.why', { who })}
      >
        <Text as="p" variant="body-small">
          {asSentence(problem)}
        </Text>
        <pre className={parts.code}>{waypoint.examples.join('\n')}</pre>
      </Fault>
    );
  }
  return (
    <Text as="p" variant="body-small" color="secondary">
      {t(`version.waypoint.${target}`, { count, who })}
      {known.length > 0 && ` (${known.join(', ')})`}
    </Text>
  );
}
