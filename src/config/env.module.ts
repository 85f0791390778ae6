import { type DynamicModule, Global, Module, type Type } from '@nestjs/common';
import type { Env } from './env.js';

/** Injection token of the checked environment ({@link Env}). */
export const ENV = Symbol('ENV');

/** Hands the environment, read once by the entry point, to everything inside. */
@Global()
@Module({})
export class EnvModule {
  static of(env: Env): DynamicModule {
    return { module: EnvModule, providers: [{ provide: ENV, useValue: env }], exports: [ENV] };
  }
}

/** The root module of a process, with its environment. */
export function withEnv(root: Type<object>, env: Env): DynamicModule {
  return { module: root, imports: [EnvModule.of(env)] };
}
