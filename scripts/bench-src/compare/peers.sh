# What is compared, on this machine: pages, backends, httpds. Sourced by compare.sh.
# shellcheck shell=bash disable=SC2034,SC2154  # variables of scripts/bench

# What is served, and in answers/ what must come back.

lines() { # NUMBER: of 16 bytes each
    yes 0123456789abcde | head -n "$1"
}

write_pages() {
    local field value
    write_site
    mkdir -p "$dir"/site/{null-tcp,page,form,files,py,pypages,php,cgi} "$dir/answers" "$dir/wsgi"
    printf 'Hello, world\n' >"$dir/answers/hello"
    lines 640 >"$dir/answers/page"
    lines 65536 >"$dir/answers/file"
    value=$(lines 80 | tr -d '\n' | head -c 1020)
    for field in {0..9}; do printf 'f%d=%s&' "$field" "$value"; done | head -c 10239 >"$dir/answers/form"
    printf '.' >>"$dir/answers/form"
    echo $((10 * ${#value} + 1)) >"$dir/answers/total"
    cp "$dir/answers/hello" "$dir/site/hello.txt"
    cp "$dir/answers/page" "$dir/site/page.txt"
    cp "$dir/answers/file" "$dir/site/file.txt"
    cp "$dir/answers/file" "$dir/site/files/file.txt"
    cp "$parts/postern/page.java" "$dir/site/page"
    cp "$parts/postern/form.java" "$dir/site/form"
    cp "$parts/pages/hello.py" "$dir/site/py"
    cp "$parts/pages/pages.py" "$dir/site/pypages"
    cp "$parts/pages/hello.wsgi" "$dir/wsgi"
    cp "$parts/pages/hello.php" "$dir/site/php"
    cc -O2 -o "$dir/site/cgi/hello" "$parts/pages/hello.c" || die 'hello.c does not compile'
}

# Tomcat with a folder of its own: one application, and AJP as Postern has it, with packets as large and a queue as long: with the queue
# that is Tomcat's default, 128 connections at once are more than it takes, and some wait a second for their next try.

write_tomcat() { # JDK
    local base=$dir/tomcat app=$dir/tomcat/app
    mkdir -p "$base"/{conf,logs,temp,webapps,work} "$app/WEB-INF/classes"
    cp "$parts/tomcat/web.xml" "$app/WEB-INF"
    cp "$dir/answers/file" "$app/file.txt"
    "$1/bin/javac" -d "$app/WEB-INF/classes" -cp "$tomcat_home/lib/servlet-api.jar" "$parts"/tomcat/*.java ||
        die "Tomcat's servlets do not compile"
    (umask 077 && cat >"$base/conf/server.xml") <<XML
<Server port="-1">
    <Service name="bench">
        <Connector protocol="AJP/1.3" address="127.0.0.1" port="${port[tomcat]}" secret="$secret" packetSize="65536" acceptCount="1024"/>
        <Engine name="bench" defaultHost="localhost">
            <Host name="localhost" autoDeploy="false" deployOnStartup="false">
                <Context path="/bench" docBase="$app"/>
            </Host>
        </Engine>
    </Service>
</Server>
XML
}

start_tomcat() {
    local jdk
    jdk=$(newest_jdk)
    write_tomcat "$jdk"
    # The heap is the JVM's default, as Postern's is, unless that one is told another.
    JAVA_HOME=$jdk CATALINA_HOME=$tomcat_home CATALINA_BASE=$dir/tomcat \
        CATALINA_OPTS=$(grep -oE -- '-Xm[sx][^ ]+' <<<"${POSTERN_JAVA_OPTIONS:-}" | tr '\n' ' ') \
        launch tomcat "$tomcat_home/bin/catalina.sh" run
    wait_for tomcat 60 reachable "${port[tomcat]}"
}

php_program() {
    compgen -G "${peer_file[php]}" | sort -V | tail -n 1
}

# As Debian's own configuration has it: a Unix socket, no kept connections.
start_php() {
    {
        printf '%s\n' '[global]' "error_log = $dir/php.log" 'daemonize = no' '[bench]' "listen = $dir/php.sock" \
            'listen.mode = 0666' 'listen.backlog = 1024' 'pm = static' "pm.max_children = $((8 * $(nproc)))"
        ((EUID != 0)) || printf '%s\n' 'user = www-data' 'group = www-data'
    } >"$dir/php.conf"
    launch php "$(php_program)" -F -y "$dir/php.conf"
    wait_for php 10 test -S "$dir/php.sock"
}

# The httpds: a server_NAME for each word in the column WHERE, which prints what is particular to it.

module() { # NAME...
    local name
    for name; do echo "LoadModule ${name}_module /usr/lib/apache2/modules/mod_$name.so"; done
}

# ap_trust_cgilike_cl is what postern.conf sets for Postern.
server_plain() {
    local options='enablereuse=on keepalive=on ping=5 retry=0'
    plain
    module proxy_fcgi cgid
    cat <<CONF
ScriptSock "$dir/cgid.sock"
SetEnv ap_trust_cgilike_cl 1
<Proxy "ajp://127.0.0.1:${port[null]}/" $options>
</Proxy>
<Directory "$dir/site/null-tcp">
    SetHandler "proxy:ajp://127.0.0.1:${port[null]}/"
</Directory>
ProxyPass "/bench" "ajp://127.0.0.1:${port[tomcat]}/bench" $options secret=$secret
<Directory "$dir/site/php">
    SetHandler "proxy:unix:$dir/php.sock|fcgi://localhost"
</Directory>
<Directory "$dir/site/cgi">
    Options ExecCGI
    SetHandler cgi-script
</Directory>
CONF
}

# The publisher asks mod_mime for extensions. Modules are imported before requests come: threads that import one at once answer errors.
server_python() {
    module mime python
    cat <<CONF
TypesConfig /dev/null
PythonInterpreter main_interpreter
PythonPath "['$dir/site/py'] + sys.path"
PythonImport hello main_interpreter
PythonImport mod_python.publisher main_interpreter
<Directory "$dir/site/py">
    SetHandler mod_python
    PythonHandler hello
</Directory>
<Directory "$dir/site/pypages">
    SetHandler mod_python
    PythonHandler mod_python.publisher
</Directory>
CONF
}

server_wsgi() {
    module wsgi
    cat <<CONF
WSGIScriptAlias /wsgi "$dir/wsgi/hello.wsgi"
WSGIApplicationGroup %{GLOBAL}
<Directory "$dir/wsgi">
    Require all granted
</Directory>
CONF
}

server_postern() {
    echo "Define postern_address 127.0.0.1:${port[ajp]}"
    postern_pages
}

server_socket() {
    echo "Define postern_socket $dir/ajp.sock"
    postern_pages
}

postern_pages() {
    local name
    cat <<CONF
Define postern_secret $secret
Include "$project/httpd-conf/postern.conf"
<VirtualHost *>
    Use JavaSite bench
    <Directory "$dir/site/pages">
        SetHandler \${postern}
        Use JavaHandler postern.publisher
    </Directory>
    <Directory "$dir/site/files">
        SetHandler \${postern}
        Use PosternLength
    </Directory>
CONF
    for name in hello page form; do
        cat <<CONF
    <Directory "$dir/site/$name">
        SetHandler \${postern}
        Use JavaRoot $dir/site/$name
        Use JavaHandler $name
    </Directory>
CONF
    done
    echo '</VirtualHost>'
}

start_all() {
    local name connections
    local servers=(plain python wsgi postern socket)
    choose_ports null ajp tomcat "${servers[@]}"
    write_pages
    # For as many as will ever come.
    connections=$(printf '%s\n' "${levels[@]}" | sort -n | tail -n 1)
    start_null
    start_postern
    ! needs tomcat || start_tomcat
    ! needs php || start_php
    for name in "${servers[@]}"; do
        ! needs "$name" || start_httpd "$name" < <("server_$name")
    done
}
