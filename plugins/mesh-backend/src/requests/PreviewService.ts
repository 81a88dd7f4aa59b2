import { RequestPreview } from '@meshport/backstage-plugin-mesh-common';
import { Caller } from './access/callers';
import { RequestIntake } from './RequestIntake';
import { CreateInput } from './routes/requestInput';

/** Says what a request would be; stores nothing. */
export class PreviewService {
  readonly #intake: RequestIntake;
  readonly #refuseWrites: () => void;

  constructor(options: {
    intake: RequestIntake;
    /** Throws when writing is switched off: the rehearsal is a call to write. */
    refuseWrites: () => void;
  }) {
    this.#intake = options.intake;
    this.#refuseWrites = options.refuseWrites;
  }

  /** The same checks as asking for it. */
  async preview(input: CreateInput, caller: Caller): Promise<RequestPreview> {
    this.#refuseWrites();
    const { planned, approval } = await this.#intake.take(input, caller);
    const { plan, contentHash, facts } = planned;
    return {
      plan,
      contentHash,
      diff: facts.diff,
      findings: facts.findings,
      approval,
    };
  }
}
