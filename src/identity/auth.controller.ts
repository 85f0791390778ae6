import { Body, Controller, Get, Patch, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { ROLES } from '../domain/roles.js';
import { Operation } from '../platform/http/operation.js';
import { IfMatch } from '../platform/http/params.js';
import { Actor } from '../platform/security/actor.js';
import { Public, Roles } from '../platform/security/roles.js';
import {
  ChangePasswordDto,
  ForgotPasswordDto,
  RefreshDto,
  RegisterDto,
  ResetPasswordDto,
  SignInDto,
  SignOutDto,
} from './auth.dto.js';
import { RESET_REQUESTED, ResetRequestedView, SignInView } from './auth.view.js';
import { BearerToken } from './bearer-token.js';
import { ClientAddress } from '../platform/security/client-address.js';
import { ForgotPasswordService } from './forgot-password.service.js';
import { PasswordService } from './password.service.js';
import { RegistrationService } from './registration.service.js';
import { SessionService } from './session.service.js';
import { SignInService } from './sign-in.service.js';
import { UpdateMeDto } from './user.dto.js';
import { UserService } from './user.service.js';
import { MeView, UserView } from './user.view.js';

/**
 * What takes or gives a password or token is never kept for an `Idempotency-Key`, nor does it wait with a
 * transaction open: for its turn to hash, or for the connection on which an attempt is counted.
 */
@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly registration: RegistrationService,
    private readonly signIns: SignInService,
    private readonly sessions: SessionService,
    private readonly passwords: PasswordService,
    private readonly forgotPasswords: ForgotPasswordService,
    private readonly users: UserService,
  ) {}

  @Post('register')
  @Public()
  @Operation({
    id: 'register',
    summary: 'Ask for an account',
    description: 'It is inactive until an admin activates it.',
    status: 201,
    anyone: true,
    answers: UserView,
    refuses: ['already_exists', 'too_many_attempts'],
    neverStored: true,
  })
  register(@Body() body: RegisterDto, @ClientAddress() address: string): Promise<UserView> {
    return this.registration.register(body, address);
  }

  @Post('login')
  @Public()
  @Operation({
    id: 'signIn',
    summary: 'Sign in with national ID or email',
    anyone: true,
    answers: SignInView,
    refuses: ['invalid_credentials', 'account_inactive', 'too_many_attempts'],
    neverStored: true,
  })
  signIn(@Body() body: SignInDto, @ClientAddress() address: string): Promise<SignInView> {
    return this.signIns.signIn(body, address);
  }

  @Post('refresh')
  @Public()
  @Operation({
    id: 'refreshTokens',
    summary: 'New tokens for a refresh token',
    description: 'The refresh token is used up. Used again, it ends the whole session.',
    anyone: true,
    answers: SignInView,
    refuses: ['invalid_token'],
    neverStored: true,
  })
  refresh(@Body() body: RefreshDto, @ClientAddress() address: string): Promise<SignInView> {
    return this.sessions.refresh(body.refresh_token, address);
  }

  @Post('logout')
  @Public()
  @ApiBearerAuth()
  @Operation({
    id: 'signOut',
    summary: 'Sign out',
    description: 'Ends the session of the access token, of the refresh token in the body, or of both.',
    status: 204,
    anyone: true,
    refuses: ['unauthenticated', 'invalid_token'],
    optionalBody: true,
  })
  signOut(@BearerToken() accessToken: string | null, @Body() body: SignOutDto): Promise<void> {
    return this.sessions.signOut(accessToken, body.refresh_token);
  }

  @Get('me')
  @Roles(...ROLES)
  @Operation({ id: 'getMe', summary: 'Who I am', answers: MeView })
  me(@Actor() actor: Actor): Promise<MeView> {
    return this.users.me(actor);
  }

  @Patch('me')
  @Roles(...ROLES)
  @Operation({
    id: 'updateMe',
    summary: 'Change my account',
    versioned: true,
    answers: MeView,
    refuses: ['already_exists'],
  })
  updateMe(@Actor() actor: Actor, @Body() body: UpdateMeDto, @IfMatch() version?: number): Promise<MeView> {
    return this.users.updateMe(actor, body, version);
  }

  @Post('change-password')
  @Roles(...ROLES)
  @Operation({
    id: 'changePassword',
    summary: 'Change my password',
    description: 'Ends all my sessions but this one, at once.',
    status: 204,
    refuses: ['too_many_attempts'],
    neverStored: true,
  })
  changePassword(
    @Actor() actor: Actor,
    @Body() body: ChangePasswordDto,
    @ClientAddress() address: string,
  ): Promise<void> {
    return this.passwords.change(actor, body, address);
  }

  @Post('forgot-password')
  @Public()
  @Operation({
    id: 'forgotPassword',
    summary: 'Ask for an email with a reset link',
    description: 'The answer is the same whether the account exists or not.',
    status: 202,
    anyone: true,
    answers: ResetRequestedView,
    refuses: ['too_many_attempts'],
    neverStored: true,
  })
  async forgotPassword(
    @Body() body: ForgotPasswordDto,
    @ClientAddress() address: string,
  ): Promise<ResetRequestedView> {
    await this.forgotPasswords.request(body, address);
    return RESET_REQUESTED;
  }

  @Post('reset-password')
  @Public()
  @Operation({
    id: 'resetPassword',
    summary: 'Set a password by the token of the email',
    description: 'Ends all sessions of the user.',
    status: 204,
    anyone: true,
    neverStored: true,
  })
  resetPassword(@Body() body: ResetPasswordDto, @ClientAddress() address: string): Promise<void> {
    return this.passwords.reset(body, address);
  }
}
