import { useCallback } from 'react';
import { Alert, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { CertificateAuthorityChoices } from '@meshport/backstage-plugin-mesh-common';
import { isForbidden, messageOf } from '../../../answers/failures';
import { meshCertificatesApiRef } from '../../../api';
import { useWords } from '../../../words/useWords';
import { FormPart } from '../../egress/form/FormPart';
import { TryAgain } from '../../frame/ErrorState';
import { useRead } from '../../requests/useRead';
import { OutageNote } from '../../requests/OutageNote';
import { sourceWords } from '../SourceText';
import { Unknowns } from '../Unknowns';
import { useEndWords } from '../EndText';
import layout from '../../remote-clusters/remote.module.css';
import { CaSelect } from './CaSelect';
import {
  authorityOptions,
  CaIssuanceValue,
  clusterOptions,
  completed,
} from './caForm';
import { ImportDialog } from './ImportDialog';
import { KeyAndLife } from './KeyAndLife';
import { MeshCaIssuanceProps } from './schemas';
import { WayChoice } from './WayChoice';

const DELAY_MS = 60_000;
const delay = () => DELAY_MS;

/** A form field that offers which authority issues for which cluster, with which key, how, and for how long. */
export function MeshCaIssuance(props: MeshCaIssuanceProps) {
  const { t } = useWords();
  const api = useApi(meshCertificatesApiRef);
  const load = useCallback(
    (signal: AbortSignal) => api.getChoices({ signal }),
    [api],
  );
  const { value, error, reload, reloading } = useRead(load, delay);
  if (error && !value) {
    const message = messageOf(error);
    return (
      <Alert
        status="danger"
        icon
        title={t(
          isForbidden(error)
            ? 'certificates.form.forbidden'
            : 'certificates.form.error',
          { message },
        )}
        customActions={<TryAgain onPress={reload} isPending={reloading} />}
      />
    );
  }
  if (value && value.authorities.length === 0) {
    return (
      <Alert status="warning" icon title={t('certificates.form.noAuthority')} />
    );
  }
  return (
    <FormPart>
      <div className={layout.column} data-mesh-ca-form>
        {error && <OutageNote error={error} />}
        <Choices {...props} choices={value} />
      </div>
    </FormPart>
  );
}

function Choices(
  props: MeshCaIssuanceProps & { choices?: CertificateAuthorityChoices },
) {
  const { choices, formData, onChange, disabled, rawErrors } = props;
  const { t } = useWords();
  const value: CaIssuanceValue = formData ?? {};
  const isOff = disabled || !choices;
  const isInvalid = Boolean(rawErrors?.length);
  const cluster = choices?.clusters.find(one => one.name === value.cluster);
  const authority = choices?.authorities.find(
    one => one.name === value.authority,
  );
  const change = (more: CaIssuanceValue) =>
    choices && onChange(completed({ ...value, ...more }, choices));
  return (
    <>
      <CaSelect
        label={t('certificates.form.cluster')}
        description={t('certificates.form.clusterHelp')}
        options={clusterOptions(choices?.clusters ?? [])}
        value={value.cluster}
        isDisabled={isOff}
        isInvalid={isInvalid && !value.cluster}
        onChange={name => change({ cluster: name })}
      />
      {cluster && <Standing cluster={cluster} />}
      <CaSelect
        label={t('certificates.form.authority')}
        description={t('certificates.form.authorityHelp')}
        options={authorityOptions(choices?.authorities ?? [], cluster)}
        value={value.authority}
        isDisabled={isOff || !cluster}
        isInvalid={isInvalid && !value.authority}
        onChange={name => change({ authority: name })}
      />
      {authority?.unfit && (
        <Alert
          status="warning"
          icon
          title={t('certificates.form.unfit', { why: authority.unfit })}
        />
      )}
      {choices && authority && cluster && (
        <>
          <WayChoice choices={choices} value={value} onChange={change} />
          <KeyAndLife authority={authority} value={value} onChange={change} />
        </>
      )}
      {choices && cluster && (
        <ImportDialog cluster={cluster.name} onValues={change} />
      )}
      <Unknowns unknown={choices?.unknown ?? []} />
    </>
  );
}

/** What the cluster has now. */
function Standing(props: {
  cluster: CertificateAuthorityChoices['clusters'][number];
}) {
  const words = useWords();
  const endWords = useEndWords();
  const { t } = words;
  const { source, ends } = props.cluster;
  return (
    <Text as="p" variant="body-small" color="secondary">
      {t('certificates.form.now', {
        source: sourceWords({ source }, words),
        ends: ends ? endWords(ends) : t('certificates.ends.unknown'),
      })}
    </Text>
  );
}
