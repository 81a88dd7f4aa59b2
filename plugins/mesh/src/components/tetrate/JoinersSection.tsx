import { Text } from '@backstage/ui';
import { TetrateJoiner } from '@meshport/backstage-plugin-mesh-common';
import { formatNames } from '../../words/times';
import { useWords } from '../../words/useWords';
import { StatusIcon } from '../parts/StatusIcon';
import { Section } from '../requests/Section';
import styles from './tetrate.module.css';

/** Who could join what, by the policies that there are. */
export function JoinersSection({ joiners }: { joiners: TetrateJoiner[] }) {
  const { t } = useWords();
  return (
    <Section title={t('tetrate.joiners.title')}>
      {joiners.length === 0 ? (
        <Text as="p" variant="body-small">
          {t('tetrate.joiners.none')}
        </Text>
      ) : (
        <ul className={styles.rows} data-mesh-joiners>
          {joiners.map((joiner, index) => (
            <li key={index}>
              <Joiner joiner={joiner} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function Joiner({ joiner }: { joiner: TetrateJoiner }) {
  const { t } = useWords();
  const { who, groups, everyGroup, policy, rule, broad } = joiner;
  const named = groups.map(({ namespace, name, serviceAccount }) =>
    t('tetrate.joiners.as', {
      name: `${namespace}/${name}`,
      account: serviceAccount,
    }),
  );
  return (
    <>
      <Text as="p" variant="body-medium" weight="bold">
        {who}
      </Text>
      <dl className={styles.facts}>
        <div>
          <dt>{t('tetrate.joiners.groups')}</dt>
          <dd>
            {everyGroup &&
              `${t('tetrate.joiners.everyGroup', {
                namespace: policy.namespace,
              })}${named.length ? ': ' : ''}`}
            {named.length
              ? formatNames(named)
              : !everyGroup && t('tetrate.joiners.noGroup')}
          </dd>
        </div>
        <div>
          <dt>{t('tetrate.joiners.policy')}</dt>
          <dd>
            {t('tetrate.joiners.rule', {
              namespace: policy.namespace,
              name: policy.name,
              rule: String(rule + 1),
            })}
          </dd>
        </div>
      </dl>
      {broad && (
        <div className={styles.broad}>
          <StatusIcon status="warning" />
          <Text as="p" variant="body-small">
            {t('tetrate.joiners.broad')}: {broad.message} {broad.mend}
          </Text>
        </div>
      )}
    </>
  );
}
