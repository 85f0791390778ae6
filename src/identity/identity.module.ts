import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ENV } from '../config/env.module.js';
import type { Env } from '../config/env.js';
import { AccessTokens, jwtOptions } from './access-tokens.js';
import { AccountFinder } from './account-finder.js';
import { AttemptLimiter } from './attempt-limiter.js';
import { AuthController } from './auth.controller.js';
import { ForgotPasswordService } from './forgot-password.service.js';
import { JwtStrategy } from './jwt.strategy.js';
import { OrganizationController } from './organization.controller.js';
import { Organization } from './organization.entity.js';
import { OrganizationRepository } from './organization.repository.js';
import { OrganizationService } from './organization.service.js';
import { PageAccess } from './page-access.js';
import { PasswordChanger } from './password-changer.js';
import { PasswordHasher } from './password-hasher.js';
import { PasswordResetTokens } from './password-reset-tokens.js';
import { PasswordService } from './password.service.js';
import { RegistrationService } from './registration.service.js';
import { SessionRepository } from './session.repository.js';
import { SessionService } from './session.service.js';
import { SignInService } from './sign-in.service.js';
import { UserController } from './user.controller.js';
import { User } from './user.entity.js';
import { UserRepository } from './user.repository.js';
import { UserService } from './user.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Organization, User]),
    JwtModule.registerAsync({ inject: [ENV], useFactory: (env: Env) => jwtOptions(env) }),
  ],
  controllers: [AuthController, OrganizationController, UserController],
  providers: [
    AccessTokens,
    AccountFinder,
    AttemptLimiter,
    ForgotPasswordService,
    JwtStrategy,
    OrganizationRepository,
    OrganizationService,
    PageAccess,
    PasswordChanger,
    PasswordHasher,
    PasswordResetTokens,
    PasswordService,
    RegistrationService,
    SessionRepository,
    SessionService,
    SignInService,
    UserRepository,
    UserService,
  ],
  exports: [OrganizationRepository, PageAccess, PasswordService, UserService],
})
export class IdentityModule {}
