import { useWords } from '../../../words/useWords';
import { withoutAbsent } from '../../egress/form/formValues';
import { ListField } from '../../egress/form/ListField';
import styles from '../../egress/form/form.module.css';
import type { RulePart } from './MeshTetrateRules';
import { WorkloadValue } from './types';

const PLACES = ['regions', 'zones', 'partitions'] as const;

const EXAMPLES = {
  regions: 'us-east-2',
  zones: 'us-east-2b',
  partitions: 'aws',
};

/** Which machines of AWS: accounts first, then what makes it narrow. */
export function AwsFields(props: RulePart & { kind: 'ec2' | 'ecs' }) {
  const { workload, set, isDisabled, kind } = props;
  const { t } = useWords();
  const aws = workload.aws ?? {};
  const change = (next: NonNullable<WorkloadValue['aws']>) =>
    set({ aws: withoutAbsent({ ...aws, ...next }) });
  const runs = aws[kind] ?? {};
  const changeRuns = (next: object) =>
    change({ [kind]: withoutAbsent({ ...runs, ...next }) });
  return (
    <>
      <ListField
        label={t('tetrate.form.accounts')}
        description={t('tetrate.form.accountsHelp')}
        placeholder="123456789012"
        isDisabled={isDisabled}
        value={aws.accounts}
        onChange={accounts => change({ accounts })}
      />
      {kind === 'ecs' && (
        <ListField
          label={t('tetrate.form.ecsClusters')}
          description={t('tetrate.form.ecsClustersHelp')}
          isDisabled={isDisabled}
          value={aws.ecs?.clusters}
          onChange={clusters => changeRuns({ clusters })}
        />
      )}
      <ListField
        label={t('tetrate.form.roles')}
        description={t(
          kind === 'ecs'
            ? 'tetrate.form.ecsRolesHelp'
            : 'tetrate.form.rolesHelp',
        )}
        isDisabled={isDisabled}
        value={runs.iamRoleNames}
        onChange={iamRoleNames => changeRuns({ iamRoleNames })}
      />
      <details className={styles.more}>
        <summary>{t('tetrate.form.narrower')}</summary>
        <div className={styles.fields}>
          {PLACES.map(place => (
            <ListField
              key={place}
              label={t(`tetrate.form.${place}`)}
              description={t('tetrate.form.anyHelp')}
              placeholder={EXAMPLES[place]}
              isDisabled={isDisabled}
              value={aws[place]}
              onChange={values => change({ [place]: values })}
            />
          ))}
        </div>
      </details>
    </>
  );
}
