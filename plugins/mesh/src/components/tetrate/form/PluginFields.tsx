import { useState } from 'react';
import { TextAreaField, TextField } from '@backstage/ui';
import { useWords } from '../../../words/useWords';
import { withoutAbsent } from '../../egress/form/formValues';
import { pairsOf } from './ruleValues';
import { PluginValue } from './types';

function linesOf(env: PluginValue['env']): string {
  return (env ?? []).map(({ name, value }) => `${name}=${value}`).join('\n');
}

function envOf(text: string): PluginValue['env'] {
  const lines = text.split('\n').filter(line => line.trim());
  return lines.length
    ? pairsOf(lines).map(([name, value]) => ({ name, value }))
    : undefined;
}

/** The program that gets a machine's token. */
export function PluginFields(props: {
  plugin: PluginValue;
  isDisabled?: boolean;
  onChange: (plugin: PluginValue) => void;
}) {
  const { plugin, isDisabled, onChange } = props;
  const { t } = useWords();
  const [env, setEnv] = useState(linesOf(plugin.env));
  const change = (next: PluginValue) =>
    onChange(withoutAbsent({ ...plugin, ...next }));
  return (
    <>
      <TextField
        label={t('tetrate.form.plugin')}
        description={t('tetrate.form.pluginHelp')}
        isRequired
        isDisabled={isDisabled}
        value={plugin.name ?? ''}
        onChange={name => change({ name: name.trim() })}
      />
      <TextField
        label={t('tetrate.form.path')}
        description={t('tetrate.form.pathHelp')}
        isDisabled={isDisabled}
        value={plugin.path ?? ''}
        onChange={path => change({ path: path.trim() })}
      />
      <TextAreaField
        label={t('tetrate.form.env')}
        description={t('tetrate.form.envHelp')}
        isDisabled={isDisabled}
        value={env}
        onChange={text => {
          setEnv(text);
          change({ env: envOf(text) });
        }}
      />
    </>
  );
}
