import { Body, Controller, Get, Header, HttpCode, Post, Query, Res, SetMetadata } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { DomainError } from '../domain/errors.js';
import { ClientAddress } from '../platform/security/client-address.js';
import { PASSWORD_MAX, PASSWORD_MIN } from '../identity/password-hasher.js';
import { PasswordService } from '../identity/password.service.js';
import { AcceptsForm } from '../platform/http/accepts.js';
import { NEVER_STORED_KEY } from '../platform/http/operation.js';
import { Public } from '../platform/security/roles.js';
import { RESET_PASSWORD_PATH } from './reset-links.js';
import { wordsFor } from './templates/languages.js';
import { type PageContent, renderPage } from './templates/page.js';

const HTML = 'text/html; charset=utf-8';

type Outcome = 'done' | 'invalid' | 'refused';

/**
 * Where the link of a password reset leads when no web application stands in front: one field, one button. Does what
 * `POST /api/v1/auth/reset-password` does, and is not part of the API.
 */
@ApiExcludeController()
@Controller(RESET_PASSWORD_PATH)
export class ResetPasswordController {
  constructor(private readonly passwords: PasswordService) {}

  @Get()
  @Public()
  @Header('Content-Type', HTML)
  @Header('Cache-Control', 'no-store')
  ask(@Query() query: { token?: unknown; lang?: unknown }): Promise<string> {
    return pageOf(textOf(query.lang), textOf(query.token), null);
  }

  @Post()
  @Public()
  @HttpCode(200)
  @AcceptsForm()
  @SetMetadata(NEVER_STORED_KEY, true)
  @Header('Content-Type', HTML)
  @Header('Cache-Control', 'no-store')
  async reset(
    @Query() query: { lang?: unknown },
    @Body() body: { token?: unknown; new_password?: unknown } | undefined,
    @ClientAddress() address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const token = textOf(body?.token);
    const outcome = await this.outcomeOf(token, textOf(body?.new_password), address);
    if (outcome !== 'done') void reply.status(400);
    return pageOf(textOf(query.lang), token, outcome);
  }

  private async outcomeOf(token: string, new_password: string, address: string): Promise<Outcome> {
    if (new_password.length < PASSWORD_MIN || new_password.length > PASSWORD_MAX) return 'refused';
    try {
      await this.passwords.reset({ token, new_password }, address);
      return 'done';
    } catch (error) {
      if (error instanceof DomainError && error.code === 'validation_failed') return 'invalid';
      throw error;
    }
  }
}

/** @param outcome of the form that was sent; null: none was, yet */
function pageOf(locale: string, token: string, outcome: Outcome | null): Promise<string> {
  const { language, direction, pages } = wordsFor(locale);
  const { title, label, button, ...messages } = pages.reset;
  const form: PageContent['form'] = {
    action: `?lang=${language}`,
    button,
    hidden: { name: 'token', value: token },
    password: {
      name: 'new_password',
      label: label(PASSWORD_MIN),
      shortest: PASSWORD_MIN,
      longest: PASSWORD_MAX,
    },
  };
  const asks = outcome === null || outcome === 'refused';
  const message = outcome === null ? '' : messages[outcome];
  return renderPage({ language, direction, title, message, form: asks ? form : null });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
