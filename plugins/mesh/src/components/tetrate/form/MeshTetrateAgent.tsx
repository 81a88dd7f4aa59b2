import { Radio, RadioGroup, Select, Text, TextField } from '@backstage/ui';
import { messageOf } from '../../../answers/failures';
import { useWords } from '../../../words/useWords';
import { formDataOf } from '../../egress/form/formContext';
import { FormPart } from '../../egress/form/FormPart';
import { withoutAbsent } from '../../egress/form/formValues';
import styles from '../../egress/form/form.module.css';
import { NumberInput } from '../../virtual-machines/form/NumberInput';
import { useOnboarding } from '../useOnboarding';
import { PluginFields } from './PluginFields';
import { MeshTetrateAgentProps } from './schemas';
import { AgentValue } from './types';

const PLATFORMS = ['auto', 'ec2', 'custom'] as const;
const WAYS = ['VPC', 'INTERNET'] as const;

/** A form field for where the plane is, and how the agent says who the machine is. */
export function MeshTetrateAgent(props: MeshTetrateAgentProps) {
  const { onChange, disabled } = props;
  const { t } = useWords();
  const { cluster } = formDataOf<{ cluster: string }>(props);
  const { value: onboarding, error } = useOnboarding(cluster);
  const { endpoint = {}, agent = {} } = (props.formData ?? {}) as AgentValue;
  const setEndpoint = (next: AgentValue['endpoint']) =>
    onChange({ endpoint: withoutAbsent({ ...endpoint, ...next }), agent });
  const setAgent = (next: AgentValue['agent']) =>
    onChange({ endpoint, agent: withoutAbsent({ ...agent, ...next }) });
  const hosts = onboarding?.endpoints ?? [];
  const platform = agent.platform ?? 'auto';
  return (
    <FormPart>
      {error && (
        <Text as="p" variant="body-small" role="alert">
          {t('tetrate.form.unread', { message: messageOf(error) })}
        </Text>
      )}
      {onboarding && hosts.length === 0 && (
        <Text as="p" variant="body-small" role="status">
          {t('tetrate.form.off', { cluster })}
        </Text>
      )}
      {hosts.length > 0 ? (
        <Select
          label={t('tetrate.form.host')}
          description={t('tetrate.form.hostHelp')}
          placeholder={t('tetrate.form.choose')}
          isRequired
          isDisabled={disabled}
          options={hosts.map(host => ({ value: host, label: host }))}
          value={endpoint.host ?? null}
          onChange={host => setEndpoint({ host: String(host) })}
        />
      ) : (
        <TextField
          label={t('tetrate.form.host')}
          description={t('tetrate.form.hostHelp')}
          placeholder="onboarding.example.org"
          isRequired
          isDisabled={disabled}
          value={endpoint.host ?? ''}
          onChange={host => setEndpoint({ host: host.trim() })}
        />
      )}
      <RadioGroup
        label={t('tetrate.form.platform')}
        isDisabled={disabled}
        value={platform}
        onChange={next => {
          const { credential, ...rest } = agent;
          onChange({
            endpoint,
            agent:
              next === 'custom'
                ? { ...rest, platform: 'custom', credential: credential ?? {} }
                : { ...rest, platform: next as 'auto' | 'ec2' },
          });
        }}
      >
        {PLATFORMS.map(one => (
          <Radio key={one} value={one}>
            {t(
              one === 'ec2'
                ? 'tetrate.form.platformEc2'
                : `tetrate.form.${one}`,
            )}
          </Radio>
        ))}
      </RadioGroup>
      {platform === 'custom' && (
        <PluginFields
          plugin={agent.credential ?? {}}
          isDisabled={disabled}
          onChange={credential => setAgent({ credential })}
        />
      )}
      <details className={styles.more}>
        <summary>{t('tetrate.form.more')}</summary>
        <div className={styles.fields}>
          <NumberInput
            label={t('tetrate.form.port')}
            placeholder="15443"
            isDisabled={disabled}
            least={1}
            most={65535}
            value={endpoint.port}
            onChange={port => setEndpoint({ port })}
          />
          <TextField
            label={t('tetrate.form.sni')}
            description={t('tetrate.form.sniHelp')}
            isDisabled={disabled}
            value={endpoint.sni ?? ''}
            onChange={sni => setEndpoint({ sni: sni.trim() })}
          />
          <RadioGroup
            label={t('tetrate.form.connectedOver')}
            isDisabled={disabled}
            value={agent.connectedOver ?? 'VPC'}
            onChange={way =>
              setAgent({ connectedOver: way as 'VPC' | 'INTERNET' })
            }
          >
            {WAYS.map(way => (
              <Radio key={way} value={way}>
                {t(`tetrate.form.${way}`)}
              </Radio>
            ))}
          </RadioGroup>
          <Select
            label={t('tetrate.form.revision')}
            description={t('tetrate.form.revisionHelp')}
            isDisabled={disabled}
            options={[
              { value: '', label: t('tetrate.form.noRevision') },
              ...(onboarding?.revisions ?? []).map(one => ({
                value: one,
                label: one,
              })),
            ]}
            value={agent.revision ?? ''}
            onChange={revision =>
              setAgent({ revision: String(revision ?? '') || undefined })
            }
          />
        </div>
      </details>
    </FormPart>
  );
}
