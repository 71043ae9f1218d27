#!/bin/sh
# Runs once, as the first program of a new mount namespace: makes it the node's own view of the machine's files.
# Several nodes can run side by side, and what they mount and write in fixed places ends with the namespace.
# usage: private-mounts.sh RUN KEEP...   RUN: the instance's folder in /run; KEEP: folders that stay visible wherever they lie
set -eu # mount -n: the table of mounts that it would also write lies in /run
run=$1

# Kubelet, containerd, Cilium and CNI have paths of their own in here that no setting changes.
for hidden in /run /var/lib /var/log; do
  mkdir -p "$run/view"
  mount -n -t tmpfs -o mode=0755 tmpfs "$run/view"
  for keep in "$@"; do
    case $keep in "$hidden"/*)
      mkdir -p "$run/view/${keep#"$hidden"/}"
      mount -n --bind "$keep" "$run/view/${keep#"$hidden"/}" ;;
    esac
  done
  mount -n --move "$run/view" "$hidden"
done
rmdir "$run/view"
mkdir -p "$run/cilium" /run/cilium
mount -n --bind "$run/cilium" /run/cilium # its socket is also asked from outside

# Kubelet and Cilium set what holds for the whole machine. They may not; kubelet ends unless it reads what it would have written.
mount -n --bind /proc/sys/kernel /proc/sys/kernel
mount -n -o remount,bind,ro /proc/sys/kernel
pretend() {
  mkdir -p "$run/sysctl"
  echo "$2" >"$run/sysctl/$(basename "$1")"
  mount -n --bind "$run/sysctl/$(basename "$1")" "/proc/sys/$1"
}
pretend kernel/panic 10
pretend kernel/panic_on_oops 1
pretend kernel/keys/root_maxkeys 1000000
pretend kernel/keys/root_maxbytes 25000000
pretend vm/overcommit_memory 1
pretend vm/panic_on_oom 0

# Outlives the agent: a BPF file system that ended with it would cut all traffic.
mount -n -t bpf bpf /sys/fs/bpf
