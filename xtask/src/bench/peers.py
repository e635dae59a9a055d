"""What the same work costs with the usual Python packages: peers.py WHAT ARGS; last line: NAME SECONDS"""
import sys, time


def dicom(folder, out):
    """Header read, hash, copy to a content-addressed folder with fsync, one row in SQLite: an import without a server."""
    import hashlib, os, sqlite3
    import pydicom

    start = time.perf_counter()
    os.makedirs(out)
    table = sqlite3.connect(os.path.join(out, "index.db"))
    table.execute("PRAGMA journal_mode=WAL")
    table.execute("CREATE TABLE instance (sop TEXT PRIMARY KEY, series TEXT, study TEXT, patient TEXT, hash TEXT)")
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            with open(path, "rb") as file:
                data = file.read()
            header = pydicom.dcmread(path, stop_before_pixels=True)
            digest = hashlib.sha256(data).hexdigest()
            target = os.path.join(out, digest[:2])
            os.makedirs(target, exist_ok=True)
            with open(os.path.join(target, digest + ".part"), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.rename(os.path.join(target, digest + ".part"), os.path.join(target, digest))
            row = (header.SOPInstanceUID, header.SeriesInstanceUID, header.StudyInstanceUID, header.PatientID, digest)
            table.execute("INSERT OR IGNORE INTO instance VALUES (?, ?, ?, ?, ?)", [str(v) for v in row])
    table.commit()
    return f"pydicom {pydicom.__version__} + sqlite3", time.perf_counter() - start


def words(file):
    """Cutting Chinese into words: far less than finding mentions, a scale for the rate."""
    import json
    from importlib.metadata import version
    import jieba

    jieba.setLogLevel("WARNING")
    jieba.initialize()
    start = time.perf_counter()
    with open(file, encoding="utf-8") as lines:
        for line in lines:
            jieba.lcut(json.loads(line)["text"])
    return f"jieba {version('jieba')} (word cutting only)", time.perf_counter() - start


def radiomics(image, mask):
    """First order, shape and GLCM of the original image; the better of two runs."""
    import logging
    import radiomics as package
    from radiomics.featureextractor import RadiomicsFeatureExtractor

    logging.getLogger("radiomics").setLevel(logging.ERROR)
    best = float("inf")
    for _ in range(2):
        start = time.perf_counter()
        extractor = RadiomicsFeatureExtractor(binWidth=25)
        extractor.disableAllFeatures()
        for name in ("firstorder", "shape", "glcm"):
            extractor.enableFeatureClassByName(name)
        extractor.execute(image, mask)
        best = min(best, time.perf_counter() - start)
    return f"PyRadiomics {package.__version__}", best


def radiomics_images(image, mask):
    """Every class of the original and 18 derived images; once, as it takes a minute on a large region."""
    import logging
    import radiomics as package
    from radiomics.featureextractor import RadiomicsFeatureExtractor

    logging.getLogger("radiomics").setLevel(logging.ERROR)
    start = time.perf_counter()
    extractor = RadiomicsFeatureExtractor(binWidth=25)
    extractor.enableImageTypeByName("LoG", customArgs={"sigma": [1.0, 2.0, 3.0, 4.0, 5.0]})
    for name in ("Wavelet", "Square", "SquareRoot", "Logarithm", "Exponential", "Gradient"):
        extractor.enableImageTypeByName(name)
    found = extractor.execute(image, mask)
    seconds = time.perf_counter() - start
    count = sum(not name.startswith("diagnostics") for name in found)
    return f"PyRadiomics {package.__version__} ({count} features) {time.process_time():.3f}", seconds


def pictologics(image, mask):
    """Original, LoG of 5 widths and 8 wavelet bands with 32 levels; all that it compiles is compiled before. In front of
    the last: processor seconds of a filtered image."""
    import pictologics as package

    pipeline = package.RadiomicsPipeline(load_standard=False)
    whole = [{"step": "binarize_mask", "params": {"threshold": 0.5}}]
    levels = {"step": "discretise", "params": {"method": "FBN", "n_bins": 32}}

    def features(*families):
        params = {"families": list(families), "include_spatial_intensity": False, "include_local_intensity": False}
        return [levels, {"step": "extract_features", "params": params}]

    filters = [{"type": "log", "sigma_mm": float(width), "truncate": 4.0} for width in range(1, 6)]
    for band in range(8):
        letters = "".join("LH"[band >> bit & 1] for bit in (2, 1, 0))
        filters.append({"type": "wavelet", "wavelet": "coif1", "level": 1, "decomposition": letters, "rotation_invariant": False})
    pipeline.add_config("plain", whole + features("intensity", "morphology", "texture", "histogram", "ivh"))
    for at, filter_ in enumerate(filters):
        steps = whole + [{"step": "filter", "params": filter_}] + features("intensity", "texture", "histogram", "ivh")
        pipeline.add_config(f"filtered{at}", steps)

    def run(count):
        names = ["plain"] + [f"filtered{at}" for at in range(count)]
        before, start = time.process_time(), time.perf_counter()
        pipeline.run(image, mask, config_names=names)
        return time.process_time() - before, time.perf_counter() - start

    run(6)
    plain, _ = run(0)
    every, seconds = run(len(filters))
    return f"Pictologics {package.__version__} {(every - plain) / len(filters):.4f}", seconds


def measure(*command):
    """Runs a command; in front of its seconds, its processor seconds and the megabytes that it held at most."""
    import resource, subprocess

    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return f"{used.ru_utime + used.ru_stime:.3f} {used.ru_maxrss / 1e3:.0f}", seconds


def radiomics_maps_case(image, mask, folder):
    """The three lowest slices of a label with ten voxels around them: small enough for the peer."""
    import os
    import numpy, SimpleITK

    start = time.perf_counter()
    image, mask = SimpleITK.ReadImage(image), SimpleITK.ReadImage(mask)
    values = SimpleITK.GetArrayFromImage(mask) == 1
    first = numpy.where(values)[0].min()
    values[first + 3:] = False
    part = SimpleITK.GetImageFromArray(values.astype(numpy.uint8))
    part.CopyInformation(mask)
    box = tuple(slice(max(int(at.min()) - 10, 0), int(at.max()) + 11) for at in reversed(numpy.where(values)))
    for name, whole in (("image", image), ("mask", part)):
        SimpleITK.WriteImage(whole[box], os.path.join(folder, f"maps_{name}.nrrd"), True)
    return f"case of {values.sum()} voxels", time.perf_counter() - start


def radiomics_maps(image, mask, settings, ours):
    """Every map of the original image; then the differences from the maps in the folder `ours`."""
    import glob, logging, os
    import numpy, radiomics as package, SimpleITK
    from radiomics.featureextractor import RadiomicsFeatureExtractor

    logging.getLogger("radiomics").setLevel(logging.CRITICAL)
    start = time.perf_counter()
    extractor = RadiomicsFeatureExtractor(settings)
    theirs = extractor.execute(image, mask, voxelBased=True)
    seconds = time.perf_counter() - start
    # One voxel at a time, these two leave directions without a pair out as all others do. With all voxels at once
    # JointAverage is NaN where a direction has none, and MCC fails as a whole when that happens anywhere.
    extractor.settings["voxelBatch"] = 1
    extractor.disableAllFeatures()
    extractor.enableFeaturesByName(glcm=["JointAverage", "MCC"])
    theirs.update(extractor.execute(image, mask, voxelBased=True))

    place = SimpleITK.ReadImage(mask)
    inside = SimpleITK.GetArrayFromImage(place) == 1
    worst, disagree, found = [], 0, 0
    for name, their in theirs.items():
        if not isinstance(their, SimpleITK.Image):
            continue
        x, y, z = place.TransformPhysicalPointToIndex(their.GetOrigin())
        part = SimpleITK.GetArrayFromImage(their)
        b = numpy.zeros(inside.shape)
        b[z:z + part.shape[0], y:y + part.shape[1], x:x + part.shape[2]] = part
        a = SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(os.path.join(ours, name + ".nii.gz"))).astype(float)
        if (a[~inside] != 0).any():
            raise SystemExit(f"{name}: there is something outside the region")
        a, b = a[inside], b[inside]
        found += 1
        disagree += int((numpy.isnan(a) != numpy.isnan(b)).sum())
        a, b = a[~(numpy.isnan(a) | numpy.isnan(b))], b[~(numpy.isnan(a) | numpy.isnan(b))]
        # Next to nothing is measured against the largest value of the map.
        scale = numpy.maximum(numpy.abs(b), 1e-6 * numpy.abs(b).max(initial=1e-300))
        relative = numpy.abs(a - b) / scale
        worst.append((relative.max(initial=0), int((relative > 1e-6).sum()), name))
    if found != len(glob.glob(os.path.join(ours, "*.nii.gz"))):
        raise SystemExit("the two do not have the same maps")
    for difference, many, name in sorted(worst, reverse=True)[:12]:
        print(f"{name}: largest relative difference {difference:.1e}, {many} voxel(s) beyond 1e-6")
    size, where = max(worst)[0], max(worst)[2]
    about = f"{found} maps of {inside.sum()} voxels, largest relative difference {size:.1e} ({where}), {disagree} NaN in one only"
    return f"PyRadiomics {package.__version__} ({about})", seconds


def radiomics_phantom(folder):
    """A volume of 512 x 512 x 120 voxels of 0.7 x 0.7 x 1 mm with a texture like soft tissue, and balls of 30 and 80 mm."""
    import os
    import numpy, SimpleITK

    start = time.perf_counter()
    noise = numpy.random.default_rng(5)
    grain = SimpleITK.GetImageFromArray(noise.standard_normal((120, 512, 512), dtype=numpy.float32))
    patch = SimpleITK.SmoothingRecursiveGaussian(grain, 2.5)
    values = SimpleITK.GetArrayFromImage(patch)
    values = 40 + 45 * values / values.std() + 18 * SimpleITK.GetArrayFromImage(grain)
    image = SimpleITK.GetImageFromArray(numpy.rint(values).astype(numpy.int16))
    image.SetSpacing((0.7, 0.7, 1.0))
    SimpleITK.WriteImage(image, os.path.join(folder, "phantom.nrrd"), True)
    z, y, x = numpy.ogrid[:120, :512, :512]
    distance = ((x - 270) * 0.7) ** 2 + ((y - 250) * 0.7) ** 2 + (z - 59.5) ** 2
    for size in (30, 80):
        ball = SimpleITK.GetImageFromArray((distance <= (size / 2) ** 2).astype(numpy.uint8))
        ball.CopyInformation(image)
        SimpleITK.WriteImage(ball, os.path.join(folder, f"ball{size}.nrrd"), True)
    return "phantom", time.perf_counter() - start


def logistic(table):
    """Five-fold cross-validation of an L2 logistic regression on scaled columns, from the CSV to the probabilities."""
    import csv
    import numpy, sklearn
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    start = time.perf_counter()
    with open(table, encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    values = numpy.array(rows, dtype=float)
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    folds = StratifiedKFold(5, shuffle=True, random_state=1)
    cross_val_predict(model, values[:, :-1], values[:, -1], cv=folds, method="predict_proba")
    return f"scikit-learn {sklearn.__version__}", time.perf_counter() - start


def statfile(kind, table, dictionary, output):
    """A table with its types read into memory and written; also the megabytes held at most."""
    import resource
    import pandas, pyreadstat

    start = time.perf_counter()
    frame = pandas.read_csv(table)
    types = pandas.read_csv(dictionary, dtype=str)
    for key, type_ in zip(types.key, types.type):
        if type_ in ("date", "datetime"):
            frame[key] = pandas.to_datetime(frame[key])
    short = {key: f"v{at}" for at, key in enumerate(frame.columns)}
    if kind == "sav":
        pyreadstat.write_sav(frame, output)
    elif kind == "dta":
        frame.rename(columns=short).to_stata(output, version=118, write_index=False)
    else:
        pyreadstat.write_xport(frame.rename(columns=short), output, file_format_version=8)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    writer = f"pandas {pandas.__version__}" if kind == "dta" else f"pyreadstat {pyreadstat.__version__}"
    return f"{writer} {peak:.0f}", time.perf_counter() - start


def statfile_of(kind):
    return lambda *files: statfile(kind, *files)


name, seconds = {
    "dicom": dicom,
    "words": words,
    "radiomics": radiomics,
    "radiomics-images": radiomics_images,
    "radiomics-maps": radiomics_maps,
    "radiomics-maps-case": radiomics_maps_case,
    "radiomics-phantom": radiomics_phantom,
    "pictologics": pictologics,
    "measure": measure,
    "logistic": logistic,
    **{f"statfile-{kind}": statfile_of(kind) for kind in ("sav", "dta", "xpt")},
}[sys.argv[1]](*sys.argv[2:])
print(f"{name} {seconds:.6f}")
