import { TextField } from '@backstage/ui';
import { formatNames } from '../../../words/times';
import { useWords } from '../../../words/useWords';
import { withoutAbsent } from '../../egress/form/formValues';
import { ListField } from '../../egress/form/ListField';
import type { RulePart } from './MeshTetrateRules';
import { attributesOf, attributeTexts } from './ruleValues';
import { WorkloadValue } from './types';

/** Which machines by the token that they show. */
export function JwtFields({ workload, set, isDisabled, issuers }: RulePart) {
  const { t } = useWords();
  const jwt = workload.jwt ?? {};
  const change = (next: NonNullable<WorkloadValue['jwt']>) =>
    set({ jwt: withoutAbsent({ ...jwt, ...next }) });
  return (
    <>
      <TextField
        label={t('tetrate.form.issuer')}
        description={
          issuers.length
            ? t('tetrate.form.issuerKnown', { issuers: formatNames(issuers) })
            : t('tetrate.form.issuerHelp')
        }
        placeholder="https://id.example.org"
        isRequired
        isDisabled={isDisabled}
        value={jwt.issuer ?? ''}
        onChange={issuer => change({ issuer: issuer.trim() })}
      />
      <ListField
        label={t('tetrate.form.subjects')}
        description={t('tetrate.form.subjectsHelp')}
        isDisabled={isDisabled}
        value={jwt.subjects}
        onChange={subjects => change({ subjects })}
      />
      <ListField
        label={t('tetrate.form.attributes')}
        description={t('tetrate.form.attributesHelp')}
        placeholder="app=ratings, region=eu"
        isDisabled={isDisabled}
        value={attributeTexts(jwt.attributes)}
        onChange={texts => change({ attributes: attributesOf(texts) })}
      />
    </>
  );
}
