#!/usr/bin/env bash
# trees.sh FOLDER fills a folder with packages that hold many real files of formats that are rare elsewhere: XML, INI,
# properties and .env. All of them are pinned, and come without what they depend on.
set -euo pipefail

folder=$1
mkdir -p "$folder"
cd "$folder"

npm_packages=(
	@openui5/sap.f@1.152.0 @openui5/sap.m@1.152.0 @openui5/sap.ui.core@1.152.0 @openui5/sap.ui.table@1.152.0
	@openui5/sap.uxap@1.152.0 @openui5/sap.ui.fl@1.146.0
	cordova-android@15.1.0 cordova-ios@8.1.1 cordova-plugin-camera@8.0.0 cordova-plugin-file@8.1.3 cordova-plugin-inappbrowser@7.0.0
	@capacitor/android@8.5.2 @capacitor/ios@8.5.2 @react-native-community/template@0.87.2
	generator-jhipster@8.11.0 multi-ini@2.3.2 js-ini@1.6.0 tape@5.10.2 es-abstract@1.24.2
	@blitzjs/generator@3.0.2 @vendure/create@3.7.3 create-redwood-app@8.9.0 create-strapi-app@5.55.0 create-expo-stack@2.23.2
)
for package in "${npm_packages[@]}"; do
	into=npm/$package
	[ ! -d "$into" ] || continue
	rm -rf part && mkdir part
	npm pack --silent --pack-destination part "$package" >/dev/null
	mkdir part/files && tar -xzf part/*.tgz -C part/files
	mkdir -p "$(dirname "$into")" && mv part/files "$into"
done

# Outside of any module, so that none of them comes into the program's; and without their code, which gofmt and go vet would
# find here.
export GOMODCACHE=$PWD/go GOFLAGS=-modcacherw GOWORK=off
(cd /; go mod download \
	github.com/joho/godotenv@v1.5.1 github.com/subosito/gotenv@v1.6.0 github.com/compose-spec/compose-go/v2@v2.16.2 \
	gopkg.in/ini.v1@v1.68.0 github.com/editorconfig/editorconfig-core-go/v2@v2.6.5 github.com/kataras/iris/v12@v12.2.11)
find go -name '*.go' -delete

# Hundreds of INI files with texts in all languages: of Debian 12, and nowhere else.
if [ ! -d obs ]; then
	rm -rf part && mkdir part
	if (cd part && apt-get -qq download obs-studio=29.0.2+dfsg-1+b1); then
		dpkg-deb -x part/*.deb part/files && mv part/files obs
	else
		echo "There are few INI files without Debian 12's obs-studio."
	fi
fi
rm -rf part
