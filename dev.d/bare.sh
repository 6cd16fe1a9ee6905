# bare.sh - the group bare: what ./dev promises to somebody whose system has nothing yet.
#
# A Debian without a package more than it must have (its archive is kept beside the roots of the matrix) is unpacked for one run, can be written to, and is removed
# after it. It gets the sources without anything that was built or fetched, and there ./dev has to do all of its set-up: for the demo, then for tests. They are
# counted here as well.

bare() {
    local folder=$build/bare tree=$build/bare/tree from=$SECONDS status
    echo "== bare: ./dev on a Debian that has nothing"
    root_of bookworm bookworm || { left_out bare $?; return; }
    as_root rm -rf "$folder"
    copy_tree "$tree" && rm -rf "$tree/vendor/llhttp/src" || return 1
    echo "the archive of the system and the sources were ready in $((SECONDS - from)) s"
    as_root "$root/dev.d/bare-system" once "$roots/bookworm.tar" "$folder" /appnet/tree/tests/bare/first_day 2>&1 </dev/null | sed 's/^==/== bare:/'
    status=$?
    as_root chown -R "$(id -u):$(id -g)" "$folder"
    ((status != 77)) || { left_out bare 77; return; }
    count_inside bare "$tree/build/demo.tally" "$tree/build/test.tally"
    return $status
}
