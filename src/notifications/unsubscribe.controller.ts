import { Controller, Get, Header, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AcceptsOneClick } from '../platform/http/accepts.js';
import { Public } from '../platform/security/roles.js';
import { wordsFor } from './templates/languages.js';
import { type PageContent, renderPage } from './templates/page.js';
import type { Words } from './templates/words.js';
import { UNSUBSCRIBE_PATH } from './unsubscribe-links.js';
import { UnsubscribeService } from './unsubscribe.service.js';

const HTML = 'text/html; charset=utf-8';

/** Where the link in an email leads: pages for people, RFC 8058's one click for mail programs. Not part of the API. */
@ApiExcludeController()
@Controller(UNSUBSCRIBE_PATH)
export class UnsubscribeController {
  constructor(private readonly unsubscribing: UnsubscribeService) {}

  @Get()
  @Public()
  @Header('Content-Type', HTML)
  async ask(
    @Query() query: { token?: unknown },
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const token = tokenOf(query);
    const who = await this.unsubscribing.find(token);
    if (!who) return refuse(reply);
    const words = wordsFor(who.locale);
    const { ask, button } = words.pages.unsubscribe;
    const hidden = { name: 'List-Unsubscribe', value: 'One-Click' };
    return pageOf(words, ask[who.scope], { action: `?token=${token}`, button, hidden, password: null });
  }

  @Post()
  @Public()
  @HttpCode(200)
  @AcceptsOneClick()
  @Header('Content-Type', HTML)
  async unsubscribe(
    @Query() query: { token?: unknown },
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const who = await this.unsubscribing.unsubscribe(tokenOf(query));
    if (!who) return refuse(reply);
    const words = wordsFor(who.locale);
    return pageOf(words, words.pages.unsubscribe.done, null);
  }
}

/** In English: whose language it would be, nobody knows. */
function refuse(reply: FastifyReply): Promise<string> {
  const words = wordsFor('en');
  void reply.status(400);
  return pageOf(words, words.pages.unsubscribe.invalid, null);
}

function pageOf(
  { language, direction, pages }: Words,
  message: string,
  form: PageContent['form'],
): Promise<string> {
  return renderPage({ language, direction, title: pages.unsubscribe.title, message, form });
}

function tokenOf({ token }: { token?: unknown }): string {
  return typeof token === 'string' ? token : '';
}
