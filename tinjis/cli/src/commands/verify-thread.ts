// A thread beside `tinjis verify`, where that takes long: it proves the teams from the last to the first.
import { workerData } from 'node:worker_threads';
import { proveFromTheEnd } from '@tinjis/delivery/api';
import { folderMemory } from '@tinjis/manifests/cache';
import { Reader } from '@tinjis/manifests/reader';
import { Kustomize } from '@tinjis/manifests/render/render';
import { type Beside, treeAt } from './verify.ts';

const { folder, ...place } = workerData as Beside;
// The other thread renders what was not rendered before: twice that would take longer than it saves.
const reader = new Reader('proofs', new Kustomize(process.env, undefined, false));
proveFromTheEnd(treeAt(place), reader, folderMemory(folder));
