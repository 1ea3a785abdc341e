using System.CommandLine;
using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Client.Creation;
using RetrainGrains.Cli.Client.Cron;
using RetrainGrains.Cli.Client.Decisions;
using RetrainGrains.Cli.Client.Diagnosis;
using RetrainGrains.Cli.Client.Exporting;
using RetrainGrains.Cli.Client.Facts;
using RetrainGrains.Cli.Client.Importing;
using RetrainGrains.Cli.Client.Ledger;
using RetrainGrains.Cli.Client.Models;
using RetrainGrains.Cli.Client.Policies;
using RetrainGrains.Cli.Client.Runs;
using RetrainGrains.Cli.Client.Schemas;
using RetrainGrains.Cli.Client.SelfTests;
using RetrainGrains.Cli.Client.Serving;
using RetrainGrains.Cli.Client.Tokens;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client;

/// <summary>The commands that talk to a running server.</summary>
internal sealed class ClientCommands(ServerSessions sessions)
{
    public IEnumerable<Command> All() =>
    [
        Command<ModelsOptions>("models", "List all models and what serves.", ModelQueries.ListAsync),
        Command<DescribeOptions>("describe", "Describe a model whole.", ModelQueries.DescribeAsync),
        Command<StatusOptions>(
            "status", "Say how the fleet stands and which alerts are open, or how one model stands.",
            ModelQueries.StatusAsync),
        Command<CheckOptions>(
            "check", "Let a model look at drift, performance and triggers now, and decide.",
            DecisionCommands.CheckAsync),
        Command<TriggerOptions>("trigger", "Ask for a retraining.", TriggerCommand.RunAsync),
        Command<PromoteOptions>("promote", "Put a version into service.", DecisionCommands.PromoteAsync),
        new Command("candidate", "Keep single candidates out, and let them in again.")
        {
            Command<CandidateOptions>(
                "retire", "Keep a candidate out: it neither serves nor is trained.", DecisionCommands.RetireAsync),
            Command<CandidateOptions>(
                "restore", "Let a retired candidate compete again.", DecisionCommands.RestoreAsync),
        },
        Command<RollbackOptions>("rollback", "Return to an earlier champion.", DecisionCommands.RollbackAsync),
        Command<ImportOptions>(
            "import", "Put a model that was trained elsewhere into service; registers it where it is new.",
            ImportCommand.RunAsync),
        Command<ExportOptions>(
            "export", "Write a version into a file that XGBoost or ONNX Runtime reads.", ExportCommand.RunAsync),
        Command<ExportRowsOptions>(
            "export-rows", "Write rows with their predictions and outcomes into a file, CSV or Parquet.",
            ExportRowsCommand.RunAsync),
        Command<PredictOptions>(
            "predict", "Ask a model for a prediction, or for one of each row of a file.", PredictCommand.RunAsync),
        Command<HistoryOptions>(
            "history", "Read a model's ledger: every decision with its reasons.", LedgerCommands.HistoryAsync),
        Command<WatchOptions>("watch", "Follow a model's ledger until interrupted.", LedgerCommands.WatchAsync),
        Runs(),
        new Command("checks", "Read what a model's checks have found and decided.")
        {
            Command<ListChecksOptions>("list", "List a model's checks, newest first.", CheckCommands.ListAsync),
            Command<ShowCheckOptions>(
                "show", "Show a check with all of its signals, quiet ones too.", CheckCommands.ShowAsync),
        },
        Model(),
        Facts(),
        new Command("cron", "Let cron call the server: silent unless something failed.")
        {
            Command<CronInstallOptions>(
                "install", "Write lines into the crontab that check hourly and retrain weekly.", CronInstall.RunAsync),
            Command<CronRunOptions>("check", "Let models look at their triggers now.", CronCommands.CheckAsync),
            Command<CronRunOptions>(
                "force", "Ask for a retraining of models, also where their newest data are old.",
                CronCommands.ForceAsync),
            Command<CronRunOptions>("weekly", "Ask for the week's retraining of models.", CronCommands.WeeklyAsync),
        },
        new Command("token", "Give out tokens, list them and take them back.")
        {
            Command<CreateTokenOptions>(
                "create", "Make a token; it is written to the output, and never shown again.",
                TokenCommands.CreateAsync),
            Command<ListTokensOptions>("list", "List all tokens, revoked ones too.", TokenCommands.ListAsync),
            Command<RevokeTokenOptions>("revoke", "Revoke a token for ever.", TokenCommands.RevokeAsync),
        },
        Command<WhoAmIOptions>(
            "whoami", "Say who the server takes the caller for, and what that one may do.", TokenCommands.WhoAmIAsync),
        Command<DoctorOptions>(
            "doctor", "Say what keeps other commands from working: address, readiness, clock, token.",
            DoctorCommand.RunAsync),
        Command<SelfTestOptions>(
            "self-test", "Let a server go through a scratch model's whole life; ends with 1 if a step fails.",
            SelfTestCommand.RunAsync),
    ];

    /// <summary>The commands beside <c>policy schema</c>.</summary>
    public IEnumerable<Command> OfPolicies() =>
    [
        Command<GetPolicyOptions>("get", "Read a model's policy whole, defaults included.", PolicyCommands.GetAsync),
        Command<ChangePolicyOptions>(
            "set", "Replace a model's policy: what is left out has its default.", PolicyCommands.SetAsync),
        Command<ChangePolicyOptions>(
            "patch", "Change what is named and leave the rest.", PolicyCommands.PatchAsync),
        Command<DiffPolicyOptions>(
            "diff", "Say what setting the file would change; ends with 1 if anything.", PolicyCommands.DiffAsync),
    ];

    private Command Model() => new Command("model", "Make models and give them their history.")
    {
        Command<CreateOptions>(
            "create", "Register a model by a source file, or by how its data look, and give it its history.",
            CreateCommand.RunAsync),
        Command<ImportHistoryOptions>(
            "import-history", "Give a model rows with their outcomes; what it has is not stored twice.",
            ImportHistoryCommand.RunAsync),
        new Command("schema", "Let a model's schema grow while it serves.")
        {
            Command<AddFeatureOptions>(
                "add", "Add a feature; it is missing in earlier rows.", SchemaCommands.AddAsync),
            Command<RenameFeatureOptions>(
                "rename", "Rename a feature; callers may go on using the old name.", SchemaCommands.RenameAsync),
            Command<RetireFeatureOptions>(
                "retire", "Retire a feature: callers need not send it, and no later version learns from it.",
                SchemaCommands.RetireAsync),
            Command<AddCategoryOptions>(
                "add-category", "Add categories to a feature.", SchemaCommands.AddCategoryAsync),
        },
    };

    private Command Runs() => new Command("runs", "Read, follow and cancel retraining runs.")
    {
        Command<ListRunsOptions>("list", "List runs, newest first.", RunCommands.ListAsync),
        Command<OneRunOptions>(
            "show", "Show a run: steps, challengers with their rows, and verdicts.", RunCommands.ShowAsync),
        Command<OneRunOptions>("watch", "Follow a run until it has ended.", RunCommands.WatchAsync),
        Command<CancelRunOptions>(
            "cancel", "End a run in flight; the champion goes on serving.", RunCommands.CancelAsync),
        Command<CountRunsOptions>(
            "stats", "Count runs: how many succeed, how many promote, how long they take.", RunCommands.CountAsync),
    };

    private Command Facts() => new Command("facts", "Record what came true, and repair facts that were wrong.")
    {
        Command<OutcomeOptions>(
            "record", "Record outcomes, by prediction id or by entity and time.", FactCommands.RecordAsync),
        Command<CorrectOptions>(
            "correct", "Give known outcomes the values that are right.", FactCommands.CorrectAsync),
        Command<WithdrawOptions>(
            "withdraw", "Take rows out of training, windows and drift: by id, entity or time.",
            FactCommands.WithdrawAsync),
        Command<EraseEntityOptions>(
            "erase-entity", "Delete all rows of an entity with their features and outcomes.",
            FactCommands.EraseEntityAsync),
        Command<ShowRepairOptions>(
            "show", "Say what a repair did and how far it has come.", FactCommands.ShowAsync),
    };

    private Command Command<T>(string name, string description, Func<T, ServerSession, Task<int>> run)
        where T : ServerOptions => new Command(name, description).Bind<Command, T>(
            (options, cancellation) => sessions.RunAsync(options, run, cancellation));
}
