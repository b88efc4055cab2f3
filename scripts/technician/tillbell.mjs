#!/usr/bin/env node
// tsx does not load TypeScript for a program that is started by its own name: this one does, and hands over.
import { register } from 'tsx/esm/api';

register();
await import('./tillbell.ts');
