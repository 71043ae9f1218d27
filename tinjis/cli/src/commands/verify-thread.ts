// A thread beside `tinjis verify`, where that takes long: it proves the teams from the last to the first.
import { workerData } from 'node:worker_threads';
import { proveFromTheEnd } from '@tinjis/delivery/api';
import { folderMemory } from '@tinjis/manifests/cache';
import { Reader } from '@tinjis/manifests/reader';
import { type Beside, treeAt } from './verify.ts';

const { folder, ...place } = workerData as Beside;
proveFromTheEnd(treeAt(place), new Reader(), folderMemory(folder));
