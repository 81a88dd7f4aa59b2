import { EgressAdmission } from '@meshport/backstage-plugin-mesh-common';
import { formatNames } from '../../words/times';
import { useWords } from '../../words/useWords';

/** Who may call through a gateway, in a sentence. */
export function Admission({ admission }: { admission: EgressAdmission }) {
  const { t } = useWords();
  const { mode, callers, hidden, why } = admission;
  if (mode === 'unknown') {
    return (
      <>
        {why
          ? t('egress.admission.unknownWhy', { why })
          : t('egress.admission.unknown')}
      </>
    );
  }
  if (mode === 'anyone') {
    return <>{t('egress.admission.anyone')}</>;
  }
  const names =
    mode === 'namespaces'
      ? callers.map(({ namespace }) => namespace)
      : callers.flatMap(({ namespace, serviceAccounts }) =>
          serviceAccounts?.length
            ? serviceAccounts.map(account => `${namespace}/${account}`)
            : [t('egress.admission.allIn', { namespace })],
        );
  if (hidden) {
    names.push(
      hidden === 1
        ? t('egress.admission.hiddenOne')
        : t('egress.admission.hidden', { number: String(hidden) }),
    );
  }
  return <>{t(`egress.admission.${mode}`, { callers: formatNames(names) })}</>;
}
