#!/usr/bin/env bash
# Packs the command line as a tool of dotnet, installs it from a folder, and runs it: what README says of it.
#   tests/tool/install.sh [CONFIGURATION]    of what is built already; Debug by default
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

dotnet pack src/RetrainGrains.Cli --no-build -c "${1:-Debug}" -o "$folder" -v q
# No other source: what is installed is what was packed.
cat > "$folder/nuget.config" <<END
<configuration><packageSources><clear /><add key="packed" value="$folder" /></packageSources></configuration>
END
dotnet tool install RetrainGrains.Cli --tool-path "$folder/tools" --configfile "$folder/nuget.config" -v q
retrain=$folder/tools/retrain
printf 'day;x;y\n2024-01-01;1,5;1\n2024-01-02;2,5;3\n' > "$folder/data.csv"
"$retrain" init "$folder/data.csv" --target y > "$folder/source.json"
"$retrain" --help | grep -q 'Exit codes:'
bash -n <("$retrain" completion bash)
echo "retrain is installed: $(du -sh "$folder"/RetrainGrains.Cli.*.nupkg | cut -f1)"
