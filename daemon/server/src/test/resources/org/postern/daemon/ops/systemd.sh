#!/usr/bin/env bash
# systemd.sh FOLDER HOME: a systemd, with processes, mounts and cgroups of its own, on a copy of this machine's files that
# nothing is written back from. It ends when standard input does, or after ten minutes. FOLDER has
#
#     units     all the units there are, besides those of systemd's own that these need
#     etc       /etc/postern
#     shop      /srv/shop
#     leader    the process id of that systemd, as soon as it is known
#
# and HOME is /opt/postern. Only the network is this machine's. To be run as root, by `unshare --mount`.
set -eu
folder=$1
export folder home=$2

mount --make-rprivate /
mkdir "$folder/machine"
mount -t tmpfs -o mode=755 tmpfs "$folder/machine"
cd "$folder/machine"
mkdir files work root groups

mount -t cgroup2 cgroup2 groups
own=$(sed -n 's/^0:://p' /proc/self/cgroup)
group=$PWD/groups$own/postern-systemd-$$
mkdir "$group"

# Runs as process 1 of the new machine.
begin() {
    read -r leader _ </proc/self/stat # of the old machine's still
    mount -t overlay -o "lowerdir=/,upperdir=$PWD/files,workdir=$PWD/work" overlay root
    cd root
    mkdir -p opt/postern etc/postern srv/shop old
    mount --bind "$home" opt/postern
    mount -o remount,bind,ro opt/postern
    mount --bind "$folder/etc" etc/postern
    mount --bind "$folder/shop" srv/shop
    mount -t proc proc proc
    mount --bind proc/sys proc/sys
    mount -o remount,bind,ro proc/sys
    mount -t sysfs -o ro sysfs sys
    mount -t cgroup2 cgroup2 sys/fs/cgroup
    mount -t tmpfs -o mode=755 tmpfs run
    mount -t tmpfs -o mode=755 tmpfs dev
    for device in null zero full random urandom tty; do
        : >"dev/$device"
        mount --bind "/dev/$device" "dev/$device"
    done
    ln -s /proc/self/fd dev/fd
    ln -s /dev/null dev/console
    mkdir dev/shm dev/pts
    mount -t tmpfs -o mode=1777 tmpfs dev/shm
    mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
    ln -s pts/ptmx dev/ptmx
    mkdir -p run/units/sysinit.target.wants
    ln -s ../systemd-journald.socket ../systemd-journald-dev-log.socket run/units/sysinit.target.wants/
    for unit in basic.target sysinit.target network.target shutdown.target systemd-journald{.service,.socket,-dev-log.socket}; do
        cp "lib/systemd/system/$unit" run/units/
    done
    cp "$folder"/units/* run/units/
    pivot_root . old
    id postern >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin postern
    chown postern: /etc/postern/secret
    echo "$leader" >"/old$folder/leader"
    umount -l /old
    exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin SYSTEMD_UNIT_PATH=/run/units \
        /lib/systemd/systemd --system --unit=basic.target --show-status=no
}
export -f begin

(
    echo "$BASHPID" >"$group/cgroup.procs"
    exec unshare --pid --mount --cgroup --uts --ipc --fork --kill-child=KILL bash -euc begin
) </dev/null &
machine=$!
timeout 600 cat >/dev/null || : # until standard input ends
kill -KILL "$machine" 2>/dev/null || :
wait "$machine" || :
for _ in {1..100}; do
    find "$group" -depth -type d -exec rmdir {} \; 2>/dev/null || :
    [ -d "$group" ] || break
    sleep 0.1
done
