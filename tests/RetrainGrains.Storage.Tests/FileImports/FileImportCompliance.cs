namespace RetrainGrains.Storage.Tests.FileImports;

/// <summary>The position in a file moves with the rows before it, and for one holder at a time.</summary>
public abstract class FileImportCompliance(DatabaseHome home) : DatabaseCompliance(home)
{
    private static readonly TimeSpan Held = TimeSpan.FromMinutes(1);
    private static readonly FileHold First = new(Model, "file", "first");
    private static readonly FileHold Second = First with { Holder = "second" };

    private IFileImportStore Files => Database.FileImports;

    [Fact]
    public async Task An_import_that_is_killed_between_two_blocks_goes_on_and_stores_each_row_once()
    {
        Assert.Equal(new FilePosition(0, ""), await TakeAsync(First));
        Assert.Equal(new FilePosition(3, "stored 3"), await StoreAsync(First, 0, 3));
        // Killed here: nobody lets go of the file.

        Assert.Null(await TakeAsync(Second, Start + Held - TimeSpan.FromSeconds(1)));
        Assert.Equal(new FilePosition(3, "stored 3"), await TakeAsync(Second, Start + Held));
        Assert.Equal(new FilePosition(5, "stored 2"), await StoreAsync(Second, 3, 5));

        Assert.Equal(["row 0", "row 1", "row 2", "row 3", "row 4"], await IdsAsync());
    }

    [Fact]
    public async Task A_holder_that_was_silent_for_too_long_stores_nothing_more()
    {
        await TakeAsync(First);
        await TakeAsync(Second, Start + Held);

        Assert.Null(await StoreAsync(First, 0, 3));
        Assert.False(await Files.KeepAsync(First, Start + 3 * Held));
        await Files.ReleaseAsync(First);

        Assert.Empty(await IdsAsync());
        Assert.Null(await TakeAsync(First, Start + Held));
        Assert.True(await Files.KeepAsync(Second, Start + 9 * Held));
        Assert.Null(await TakeAsync(First, Start + 8 * Held));
    }

    [Fact]
    public async Task A_block_whose_answer_was_lost_is_stored_once()
    {
        await TakeAsync(First);
        await StoreAsync(First, 0, 3);

        Assert.Equal(new FilePosition(3, "stored 3"), await StoreAsync(First, 0, 3));
        Assert.Null(await StoreAsync(First, 1, 4));

        Assert.Equal(3, (await IdsAsync()).Length);
    }

    [Fact]
    public async Task A_block_that_fails_moves_no_position()
    {
        await TakeAsync(First);

        await Assert.ThrowsAsync<NotSupportedException>(() => Files.StoreAsync(
            First, new FileBlock(0, 3, Rows(0, 3)), _ => throw new NotSupportedException(), Start, Start + Held));

        Assert.Empty(await IdsAsync());
        Assert.Equal(new FilePosition(3, "stored 3"), await StoreAsync(First, 0, 3));
    }

    [Fact]
    public async Task A_block_without_rows_moves_the_position_and_a_file_that_is_let_go_is_free()
    {
        await TakeAsync(First);

        await StoreAsync(First, 0, 0);
        await Files.StoreAsync(First, new FileBlock(0, 7, []), _ => "none", Start, Start + Held);
        await Files.ReleaseAsync(First);

        Assert.Equal(new FilePosition(7, "none"), await TakeAsync(Second));
    }

    [Fact]
    public async Task Files_of_one_model_are_bounded_and_those_that_are_read_are_kept()
    {
        await TakeAsync(First);
        for (var i = 0; i < IFileImportStore.FilesMax + 2; i++)
        {
            var hold = new FileHold(Model, $"file {i}", "holder");
            await Files.TakeAsync(hold, Start.AddSeconds(i - 200), Start.AddSeconds(i - 200));
            await Files.StoreAsync(
                hold, new FileBlock(0, 1, []), _ => "", Start.AddSeconds(i - 200), Start.AddSeconds(i - 200));
        }

        Assert.Equal(0, (await TakeAsync(First with { FileId = "file 0" }))!.RowsRead);
        Assert.Equal(1, (await TakeAsync(First with { FileId = "file 101" }))!.RowsRead);
        Assert.Null(await TakeAsync(Second));
    }

    [Fact]
    public async Task A_model_that_is_erased_leaves_no_position_behind()
    {
        await CreateAsync();
        await TakeAsync(First);
        await StoreAsync(First, 0, 3);

        await Database.Models.EraseAsync(Model);

        Assert.Equal(new FilePosition(0, ""), await TakeAsync(Second));
    }

    private Task<FilePosition?> TakeAsync(FileHold hold, DateTimeOffset? now = null) =>
        Files.TakeAsync(hold, now ?? Start, (now ?? Start) + Held);

    private Task<FilePosition?> StoreAsync(FileHold hold, int from, int through) => Files.StoreAsync(
        hold, new FileBlock(from, through, Rows(from, through)),
        statuses => $"stored {statuses.Count(status => status == RecordStatus.Stored)}", Start, Start + Held);

    private async Task<string[]> IdsAsync() =>
        [.. (await Database.Observations.LabelledAfterAsync(Model, 0, 100)).Select(row => row.PredictionId)];

    private static HistoryRow[] Rows(int from, int through) =>
    [
        .. Enumerable.Range(from, through - from).Select(i =>
            new HistoryRow($"row {i}", Start.AddHours(i), [i], i, Start.AddHours(i + 1))),
    ];
}
