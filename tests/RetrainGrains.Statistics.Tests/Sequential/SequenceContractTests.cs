using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using RetrainGrains.Statistics.Sequential;
using RetrainGrains.Statistics.Streaming;
using RetrainGrains.Statistics.Tests.Streaming;

namespace RetrainGrains.Statistics.Tests.Sequential;

public sealed class SequenceContractTests
{
    private static readonly Dictionary<string, Func<(Resumable State, Action<double> Update)>> Makers = new()
    {
        ["empirical Bernstein"] = () => Of(new EmpiricalBernsteinSequence(0.05), (it, x) => it.Update(x)),
        ["normal mixture"] = () => Of(new NormalMixtureSequence(0.05), (it, x) => it.Update(x)),
        ["betting"] = () => Of(new BettingProcess(0.4), (it, x) => it.Update(x)),
        ["mixture ratio"] = () => Of(new MixtureRatioTest(1, 0.1), (it, x) => it.Update(x)),
        ["paired losses"] = () => Of(new PairedLossComparison(), (it, x) => it.Update(x, 0.3)),
    };

    public static TheoryData<string> Sequences => [.. Makers.Keys];

    [Theory]
    [MemberData(nameof(Sequences))]
    public void Putting_it_away_in_the_middle_changes_nothing(string name)
    {
        var cases = Gen.Choose(0, 1_000_000).SelectMany(seed => Gen.Choose(0, 300).Select(at => (seed, at)));

        Prop.ForAll(cases.ToArbitrary(), drawn =>
        {
            var stream = EveryDetector.Errors(drawn.seed, 300);
            var (original, resumed) = (Makers[name](), Makers[name]());
            foreach (var value in stream[..drawn.at]) original.Update(value);
            resumed.State.Load(original.State.Save());
            foreach (var value in stream[drawn.at..])
            {
                original.Update(value);
                resumed.Update(value);
            }
            Assert.Equal(original.State.Save(), resumed.State.Save());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));
    }

    [Theory]
    [MemberData(nameof(Sequences))]
    public void An_update_allocates_nothing_and_state_does_not_grow(string name)
    {
        var (state, update) = Makers[name]();
        var stream = EveryDetector.Errors(1, 5_000);
        foreach (var value in stream) update(value);
        var size = state.Save().Length;

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var value in stream) update(value);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(size, state.Save().Length);
    }

    [Theory]
    [MemberData(nameof(Sequences))]
    public void Every_damage_to_saved_bytes_is_refused_and_leaves_it_as_new(string name)
    {
        var (state, update) = Makers[name]();
        var fresh = state.Save();
        foreach (var value in EveryDetector.Errors(1, 100)) update(value);
        var saved = state.Save();

        for (var at = 0; at < saved.Length; at++)
        {
            var damaged = saved.ToArray();
            damaged[at] ^= 0x01;
            Assert.Throws<InvalidDataException>(() => state.Load(damaged));
            Assert.Throws<InvalidDataException>(() => state.Load(saved.AsSpan(0, at)));
            Assert.Equal(fresh, state.Save());
        }
    }

    // A change here means that states in databases cannot be taken up any more: raise the version of the format.
    [Theory]
    [InlineData("empirical Bernstein", "8D410A3CFCA99D70")]
    [InlineData("normal mixture", "FCCEFE597F8B9666")]
    [InlineData("betting", "DF6F95CE90C72FA6")]
    [InlineData("mixture ratio", "CB7079E5C2A18E8F")]
    [InlineData("paired losses", "A71F39EF7C3220C8")]
    public void The_saved_bytes_are_frozen(string name, string hash)
    {
        var (state, update) = Makers[name]();
        foreach (var value in new[] { 1.0, 0, 1, 1, 0 }) update(value);

        Assert.Equal(hash, Convert.ToHexString(SHA256.HashData(state.Save()))[..16]);
    }

    private static (Resumable, Action<double>) Of<T>(T sequence, Action<T, double> update)
        where T : Resumable =>
        (sequence, value => update(sequence, value));
}
