import { useCallback } from 'react';
import { Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { UpgradePathAnswer } from '@meshport/backstage-plugin-mesh-common';
import { meshReleasesApiRef } from '../../api';
import { useWords } from '../../words/useWords';
import { FreshnessLine } from '../frame/FreshnessLine';
import { ScrollRegion } from '../parts/ScrollRegion';
import { ReadSection } from './ReadSection';
import { Remarks } from './Remarks';
import styles from './releases.module.css';

/** How a cluster gets to another version, step by step. */
export function UpgradePathSection(props: { cluster: string; to?: string }) {
  const { cluster, to } = props;
  const { t } = useWords();
  const api = useApi(meshReleasesApiRef);
  const load = useCallback(
    (signal: AbortSignal) => api.getUpgradePath({ cluster, to }, { signal }),
    [api, cluster, to],
  );
  return (
    <ReadSection<UpgradePathAnswer>
      title={t('releases.path.title')}
      name="upgrade-path"
      load={load}
    >
      {answer => <Path answer={answer} />}
    </ReadSection>
  );
}

function Path({ answer }: { answer: UpgradePathAnswer }) {
  const { t } = useWords();
  const { summary, steps, cautions, kubernetes, clusters } = answer;
  return (
    <>
      <Text as="p" variant="body-medium" weight="bold">
        {summary}
      </Text>
      {kubernetes && steps.length > 0 && (
        <Text as="p" variant="body-small" color="secondary">
          {t('releases.path.onKubernetes', { version: kubernetes })}
        </Text>
      )}
      <Remarks
        sentences={cautions.map(text => ({ status: 'warning', text }))}
      />
      {steps.length > 0 && (
        <ScrollRegion label={t('releases.path.table')}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col" className={styles.number}>
                  {t('releases.path.step')}
                </th>
                <th scope="col">{t('releases.path.change')}</th>
                <th scope="col">{t('releases.path.why')}</th>
              </tr>
            </thead>
            <tbody>
              {steps.map((step, index) => (
                <tr key={`${step.kind} ${step.from} ${step.to}`}>
                  <td className={styles.number}>{index + 1}</td>
                  <th scope="row">
                    {t(`releases.path.${step.kind}`, {
                      from: step.from,
                      to: step.to,
                    })}
                  </th>
                  <td>
                    {step.why}
                    <Remarks
                      sentences={step.cautions.map(text => ({
                        status: 'warning',
                        text,
                      }))}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
      <FreshnessLine clusters={clusters} />
    </>
  );
}
