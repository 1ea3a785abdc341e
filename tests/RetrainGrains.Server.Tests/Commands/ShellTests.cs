namespace RetrainGrains.Server.Tests.Commands;

/// <summary>The tests of what needs a real shell: completion, a crontab, profiles of the user's folder.</summary>
public sealed class ShellTests(SharedServer shared) : IDisposable
{
    private const string Alias = "retrain() { dotnet run -c Release --project src/RetrainGrains.Cli -- \"$@\"; }\n";

    private readonly string folder = Directory.CreateTempSubdirectory("shell").FullName;

    private Dictionary<string, string?> Variables => new()
    {
        ["RETRAIN_URL"] = shared.Server.Grpc.ToString(), ["XDG_CONFIG_HOME"] = Path.Combine(folder, "settings"),
    };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Bash_completes_commands_options_and_the_ids_of_models()
    {
        Shell.RequireBash();
        await new V1.Models.ModelsClient(shared.Channel).RegisterAsync(new V1.RegisterRequest
        {
            ModelId = "completed/one", ModelType = "test",
            Schema = new V1.Schema { Target = "y", Features = { new V1.Feature { Name = "x" } } },
        });
        const string Typed = """
            eval "$(retrain completion bash)"
            press() {
              COMP_LINE="$1" COMP_POINT=${#1} COMP_WORDS=($1)
              [[ $1 == *' ' ]] && COMP_WORDS+=('')
              COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMPREPLY=()
              _retrain
              echo "$1: ${COMPREPLY[*]}"
            }
            press 'retrain mod'
            press 'retrain model '
            press 'retrain model create x --tar'
            press 'retrain describe complet'
            press 'retrain init --target y no-file'
            RETRAIN_URL=http://localhost:1 press 'retrain describe complet'
            retrain completion bash | bash -n && echo valid
            """;

        var (code, output) = await Shell.RunAsync(folder, Alias + Typed, Variables);

        Assert.Equal(
            """
            retrain mod: model models
            retrain model : create import-history schema
            retrain model create x --tar: --target
            retrain describe complet: completed/one
            retrain init --target y no-file: 
            retrain describe complet: 
            valid

            """, output);
        Assert.Equal(0, code);
    }

    [Fact]
    public async Task Zsh_completes_them_too_and_files_where_nothing_else_fits()
    {
        Shell.RequireBash();
        // As in zsh's editor, whose own functions say what they were given.
        const string Typed = """
            command -v zsh >/dev/null || exit 3
            retrain completion zsh > completion
            mkdir bin && declare -f dotnet retrain > bin/functions
            printf '#!/bin/bash\n. "%s/bin/functions"\nretrain "$@"\n' "$PWD" > bin/retrain && chmod +x bin/retrain
            PATH="$PWD/bin:$PATH" zsh -f -c '
              compdef() { :; }
              compadd() { shift; print -r -- "$*"; }
              _files() { print files; }
              . ./completion
              press() { BUFFER="$1" CURSOR=${#1} PREFIX="${1##* }"; _retrain; }
              press "retrain mod"; press "retrain token "; press "retrain predict x --dat"
              press "retrain init --target y nothing"'
            """;

        var (code, output) = await Shell.RunAsync(folder, Alias + Typed, Variables);

        Assert.SkipWhen(code == 3, "zsh is not installed");
        Assert.Equal((0, "model models\ncreate list revoke\n--data\nfiles\n"), (code, output));
    }

    [Fact]
    public async Task A_table_fits_a_terminal_of_80_columns()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "script, of util-linux, is not installed");
        await new V1.Models.ModelsClient(shared.Channel).RegisterAsync(new V1.RegisterRequest
        {
            ModelId = "table/of-a-long-name", ModelType = "a type of many words that is told elsewhere too",
            Schema = new V1.Schema { Target = "y", Features = { new V1.Feature { Name = "x" } } },
        });
        const string Typed = """
            declare -f dotnet retrain > functions
            export NO_COLOR=1 SHELL=/bin/bash
            script -qec '. ./functions; stty cols 80; retrain models' /dev/null </dev/null
            """;

        var (_, output) = await Shell.RunAsync(folder, Alias + Typed, Variables);

        var lines = output.ReplaceLineEndings("\n").Split('\n');
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 90));
        var row = Assert.Single(lines, line => line.Contains("table/of-a-long-name", StringComparison.Ordinal));
        Assert.DoesNotContain("a type of", output);
        Assert.Contains(lines, line => line.Contains("last decision", StringComparison.Ordinal));
        Assert.InRange(row.Length, 20, 80);
    }

    [Fact]
    public async Task Cron_gets_its_lines_once_beside_those_of_others_and_gives_them_back()
    {
        Shell.RequireBash();
        // As the real one: it says on which of its two ways it was called, and keeps what it was given.
        const string Typed = """
            mkdir bin && cat > bin/crontab <<'END' && chmod +x bin/crontab
            #!/bin/bash
            if [ "$1" = - ]; then cat > table; exit; fi
            cat table 2>/dev/null || { echo no crontab for me >&2; exit 1; }
            END
            export PATH="$PWD/bin:$PATH"
            printf '5 4 * * * other --share 20\\%%\n' > mine
            retrain cron install --weekly never > first; cp table once; retrain cron install --weekly never
            cmp table once && echo same
            cat mine once > table; retrain cron install shop --check never > again
            head -1 table; grep -c retrain.dll table; grep -c 'cron weekly shop --url' table
            retrain cron install --remove; cmp table mine && echo mine
            """;

        var (code, output) = await Shell.RunAsync(folder, Alias + Typed, Variables);

        Assert.Equal(
            """
            The crontab has these lines already
            same
            5 4 * * * other --share 20\%
            1
            1
            The lines are taken out of the crontab
            mine

            """, output);
        Assert.Equal(0, code);
        // What was written is a command line that works where there is neither path nor alias.
        var job = (await File.ReadAllLinesAsync(Path.Combine(folder, "once"))).Single(line => line.StartsWith('7'));
        Assert.Equal((0, ""), await Shell.RunAsync(
            "/", $"env -i HOME=/nonexistent /bin/sh -c {Quoted(string.Join(' ', job.Split(' ')[5..]))}"));
    }

    [Fact]
    public async Task A_profile_names_a_server_and_whoever_names_none_hears_which_there_are()
    {
        Shell.RequireBash();
        var settings = Directory.CreateDirectory(Path.Combine(folder, "settings", "retrain")).FullName;
        await File.WriteAllTextAsync(Path.Combine(settings, "live.token"), "any");
        await File.WriteAllTextAsync(Path.Combine(settings, "profiles.json"), $$"""
            { "live": { "url": "{{shared.Server.Grpc}}", "tokenFile": "live.token" },
              "default": { "url": "http://localhost:1" } }
            """);
        const string Typed = """
            unset RETRAIN_URL
            retrain doctor --profile live | head -1 | grep -c answers
            RETRAIN_PROFILE=live retrain doctor | grep -c 'profile live'
            retrain doctor | head -1
            retrain models --profile life; echo "$?"
            """;

        var (_, output) = await Shell.RunAsync(folder, Alias + Typed, Variables);

        Assert.Equal(
            $"""
            1
            1
            ✗ http://localhost:1 does not answer
            2
            --profile: 'life' must be a profile in {settings}/profiles.json; there are live, default

            """, output);
    }

    private static string Quoted(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
