#!/usr/bin/env bash
# schemas.sh FOLDER fills a folder with the schemas of real programs, as Debian 12 ships them: FOLDER/sqlite, FOLDER/postgres and
# FOLDER/mysql hold one file a program. Nothing is installed.
set -euo pipefail

folder=$1
mkdir -p "$folder"
cd "$folder"

packages=(
	bacula-director-mysql bacula-director-pgsql cacti davical dokuwiki ejabberd freeradius-config gammu-smsd icinga2-ido-mysql icinga2-ido-pgsql libawl-php
	icingadb kamailio-mysql-modules kamailio-postgres-modules kamailio-sqlite-modules mediawiki pdns-backend-mysql pdns-backend-pgsql
	pdns-backend-sqlite3 request-tracker5 roundcube-core rsyslog-mysql rsyslog-pgsql tt-rss zabbix-server-mysql zabbix-server-pgsql zoneminder
)
for package in "${packages[@]}"; do
	into=packages/$package
	[ ! -d "$into" ] || continue
	rm -rf part && mkdir part
	(cd part && apt-get -qq download "$package")
	dpkg-deb -x part/*.deb part/files
	mkdir -p packages && mv part/files "$into"
done
rm -rf part sqlite postgres mysql
mkdir sqlite postgres mysql

# keep KIND NAME FILE... puts files together to one schema.
keep() {
	local into=$1/$2.sql file
	shift 2
	for file in "$@"; do
		case $file in
		*/zm_create.sql) sed -e '/^source .*triggers.sql/{r packages/zoneminder/usr/share/zoneminder/db/triggers.sql' -e 'd}' -e '/^CREATE DATABASE/Id' -e '/^USE /Id' "packages/$file" ;;
		gammu-smsd/*/pgsql.sql) sed '/^CREATE LANGUAGE/d' "packages/$file" ;; # it is there
		*.gz) zcat "packages/$file" ;;
		*/process-radacct-schema.sql) sed '/^#/d' "packages/$file" ;;
		*/schema.SQLite) sed 's/ *#.*//' "packages/$file" ;; # its own program takes these comments out
		*) cat "packages/$file" ;;
		esac
		echo
	done >"$into"
}

# all FILE... are those of the files that are there, in their order.
all() {
	local file
	for file in "$@"; do [ ! -e "packages/$file" ] || echo "$file"; done
}

radius=freeradius-config/etc/freeradius/3.0/mods-config/sql
rt=request-tracker5/usr/share/request-tracker5/etc
wiki=mediawiki/usr/share/mediawiki/maintenance
for kind in sqlite:lite:sqlite:SQLite:sqlite postgres:pg:pgsql:Pg:postgresql mysql:mysql:mysql:mysql:mysql; do
	IFS=: read -r to short name title long <<<"$kind"
	keep "$to" ejabberd "ejabberd/usr/share/ejabberd/sql/$short.sql"
	keep "$to" ejabberd-new "ejabberd/usr/share/ejabberd/sql/$short.new.sql"
	keep "$to" gammu "gammu-smsd/usr/share/doc/gammu-smsd/examples/$name.sql"
	keep "$to" request-tracker "$rt/schema.$title"
	keep "$to" roundcube "roundcube-core/usr/share/roundcube/SQL/$to.initial.sql"
	for part in main cui dhcp ippool ippool-dhcp moonshot-targeted-ids; do
		file=$(all "$radius/$part/$long/schema.sql")
		[ -z "$file" ] || keep "$to" "radius-$part" "$file"
	done
done

keep sqlite radius-process "$radius/main/sqlite/schema.sql" "$radius/main/sqlite/process-radacct-schema.sql"
keep sqlite mediawiki "$wiki/sqlite/tables-generated.sql"
keep sqlite powerdns pdns-backend-sqlite3/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql
keep sqlite powerdns-bind pdns-backend-sqlite3/usr/share/pdns-backend-sqlite3/schema/bind-dnssec.schema.sqlite3.sql
keep sqlite kamailio $(all kamailio-sqlite-modules/usr/share/kamailio/db_sqlite/{standard,acc,auth_db,avpops,dialog,dispatcher,domain,drouting,group,htable,permissions,presence,rtpengine,siptrace,uac,usrloc}-create.sql)

keep postgres bacula bacula-director-pgsql/usr/share/dbconfig-common/data/bacula-director-pgsql/install/pgsql
keep postgres davical libawl-php/usr/share/awl/dba/{awl-tables,schema-management}.sql davical/usr/share/davical/dba/{davical,rrule_functions,caldav_functions}.sql
keep postgres icinga-ido icinga2-ido-pgsql/usr/share/icinga2-ido-pgsql/schema/pgsql.sql
keep postgres icingadb icingadb/usr/share/icingadb/schema/pgsql/schema.sql
keep postgres kamailio $(all kamailio-postgres-modules/usr/share/kamailio/postgres/{standard,acc,auth_db,avpops,dialog,dispatcher,domain,drouting,group,htable,permissions,presence,rtpengine,siptrace,uac,usrloc}-create.sql)
keep postgres mediawiki "$wiki/postgres/tables-generated.sql"
keep postgres powerdns pdns-backend-pgsql/usr/share/pdns-backend-pgsql/schema/schema.pgsql.sql
keep postgres rsyslog rsyslog-pgsql/usr/share/dbconfig-common/data/rsyslog-pgsql/install/pgsql
keep postgres tt-rss tt-rss/usr/share/tt-rss/schema/ttrss_schema_pgsql.sql
keep postgres zabbix zabbix-server-pgsql/usr/share/zabbix-server-pgsql/schema.sql.gz

keep mysql bacula bacula-director-mysql/usr/share/dbconfig-common/data/bacula-director-mysql/install/mysql
keep mysql cacti cacti/usr/share/cacti/conf_templates/cacti.sql
keep mysql icinga-ido icinga2-ido-mysql/usr/share/icinga2-ido-mysql/schema/mysql.sql
keep mysql icingadb icingadb/usr/share/icingadb/schema/mysql/schema.sql
keep mysql kamailio $(all kamailio-mysql-modules/usr/share/kamailio/mysql/{standard,acc,auth_db,avpops,dialog,dispatcher,domain,drouting,group,htable,permissions,presence,rtpengine,siptrace,uac,usrloc}-create.sql)
keep mysql mediawiki "$wiki/tables-generated.sql"
keep mysql powerdns pdns-backend-mysql/usr/share/pdns-backend-mysql/schema/schema.mysql.sql
keep mysql tt-rss tt-rss/usr/share/tt-rss/schema/ttrss_schema_mysql.sql
keep mysql zabbix zabbix-server-mysql/usr/share/zabbix-server-mysql/schema.sql.gz
keep mysql zoneminder zoneminder/usr/share/zoneminder/db/zm_create.sql
find sqlite postgres mysql -size -2c -delete
