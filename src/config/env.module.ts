import { Global, Module } from '@nestjs/common';
import { type Env, readEnv } from './env.js';

/** Injection token of the checked environment ({@link Env}). */
export const ENV = Symbol('ENV');

@Global()
@Module({ providers: [{ provide: ENV, useFactory: (): Env => readEnv() }], exports: [ENV] })
export class EnvModule {}
