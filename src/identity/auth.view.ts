import { ObjectField, TextField, WholeField, WordField } from '../platform/http/fields.js';
import { MeView } from './user.view.js';

/** What a sign-in or a refresh gives. */
export class SignInView {
  @TextField({
    description: 'JWT (HS256): `sub`, `email`, `role`, `org`, `sid`, `jti`, `iat`, `exp`. For an hour.',
  })
  access_token: string;

  @TextField({ description: 'Opaque. For a day, and for one refresh: used twice, it ends the session.' })
  refresh_token: string;

  @WordField(['Bearer'])
  token_type: 'Bearer';

  @WholeField({ description: 'Seconds until the access token runs out.', example: 3600 })
  expires_in: number;

  @ObjectField(() => MeView)
  user: MeView;
}

/** The answer to whoever forgot a password, known or not. */
export class ResetRequestedView {
  @TextField({ example: 'If there is such an account, an email is on its way.' })
  detail: string;
}

export const RESET_REQUESTED: ResetRequestedView = {
  detail: 'If there is such an account, an email is on its way.',
};
